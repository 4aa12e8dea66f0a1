# Bills: new bill, issued bill, payments, credit notes, the day.

billing-list = बिल
billing-issue = नया बिल
billing-open = बिल
fee-new = नई फ़ीस
fee-follow-up = दोबारा की फ़ीस
fee-follow-up-free = दोबारा दिखाना मुफ़्त
fee-already-billed = परामर्श का बिल बन चुका है
fee-none = कोई फ़ीस नहीं
warning-name-buyer = इस रकम से बिल पर ख़रीदार का नाम और पता ज़रूरी है।
billing-issue-do = बिल जारी करें
billing-issued = बिल { $number } जारी हुआ
billing-issued-at = कब जारी हुआ
billing-issued-by = { $at } को { $by } ने जारी किया
billing-number = नंबर
billing-status = स्थिति
billing-status-due = बाक़ी
billing-status-part_paid = कुछ बाक़ी
billing-status-paid = चुकता
billing-status-credited = वापस लिया गया
billing-document-bill = बिल
billing-document-bill_of_supply = आपूर्ति बिल
billing-document-tax_invoice = कर बिल (टैक्स इनवॉइस)
billing-document-invoice_cum_bill_of_supply = कर बिल एवं आपूर्ति बिल
billing-lines = किस बात का बिल
billing-no-lines = पहले कोई सेवा या पंक्ति जोड़ें।
billing-line = सेवा
billing-line-of = पंक्ति { $number }: सेवा
billing-line-tools = हटाएँ
billing-line-remove = { $name } हटाएँ
billing-line-removed = { $name } हटाया गया
billing-quantity = गिनती
billing-quantity-of = पंक्ति { $number }: गिनती
billing-price = दाम
billing-price-of = पंक्ति { $number }: दाम
billing-line-discount = छूट
billing-discount-of = पंक्ति { $number }: छूट
billing-tax = कर
billing-taxable = कर-योग्य
billing-sac = SAC कोड
billing-exempt = कर-मुक्त
billing-add = सेवा जोड़ें
billing-add-free = “{ $text }” को अलग पंक्ति में लिखें
billing-free-until = { $day } तक मुफ़्त
billing-already-today =
    { $count ->
         [one] इस मरीज़ का आज एक बिल बन चुका है:
        *[other] इस मरीज़ के आज { $count } बिल बन चुके हैं:
     }
billing-discount = पूरे बिल पर छूट
billing-discount-by = कैसे
billing-discount-amount = रकम
billing-discount-percent = प्रतिशत
billing-discount-reason = छूट का कारण
billing-discount-reason-needed = छूट का कारण लिखना ज़रूरी है।
billing-discount-limit = { $limit } % तक; इससे ज़्यादा केवल मालिक दे सकते हैं।
billing-discount-because = छूट: { $reason }
billing-buyer = GSTIN वाली फ़र्म के नाम बिल
billing-buyer-name = फ़र्म का नाम
billing-buyer-gstin = फ़र्म का GSTIN
billing-buyer-address = फ़र्म का पता
billing-buyer-state = फ़र्म का राज्य
billing-sums = हिसाब
billing-sum-subtotal = जोड़
billing-sum-discount = छूट
billing-sum-cgst = CGST (केंद्र)
billing-sum-sgst = SGST (राज्य)
billing-sum-igst = IGST (अंतर-राज्य)
billing-sum-round-off = पूर्णांकन
billing-sum-total = कुल
billing-sum-paid = मिला
billing-sum-credited = वापस लिया
billing-sum-due = बाक़ी
billing-payment = अभी भुगतान
billing-payments = भुगतान
billing-payments-none = अभी कुछ नहीं मिला।
billing-payment-add = एक और तरीक़े से भुगतान
billing-payment-remove = भुगतान हटाएँ: { $method }
billing-method = कैसे
billing-method-cash = नक़द
billing-method-upi = यूपीआई
billing-method-card = कार्ड
billing-method-bank = बैंक से
billing-method-cheque = चेक
billing-amount = रकम
billing-reference = संदर्भ नंबर
billing-cheque-number = चेक नंबर
billing-stays-due = { $amount } बाक़ी रहेगा
billing-too-much = { $amount } ज़्यादा है
billing-paid-whole = कुछ बाक़ी नहीं
billing-pay = भुगतान लें
billing-pay-do = { $amount } लें
billing-pay-title = बाक़ी: { $amount }
billing-paid = { $amount } मिला
billing-returned = वापस दिया
billing-upi = यूपीआई कोड
billing-upi-title = बिल { $number } का यूपीआई
billing-upi-picture = { $amount } का यूपीआई कोड
billing-upi-how = किसी भी यूपीआई ऐप से स्कैन करें। यह पर्दा भुगतान नहीं देखता: अपने ऐप में देखकर फिर दर्ज करें।
billing-upi-seen = पैसा आ गया: दर्ज करें
billing-upi-none = कोई यूपीआई आईडी नहीं है
billing-upi-none-why = क्लिनिक की यूपीआई आईडी हो तो मरीज़ यहाँ कोड स्कैन करके पैसे दे सकते हैं।
billing-upi-settings = सेटिंग में यूपीआई आईडी लिखें
billing-credit = क्रेडिट नोट
billing-credit-notes = क्रेडिट नोट
billing-credit-why = बिल वैसा ही रहेगा। क्रेडिट नोट से { $left } तक वापस लिया जा सकता है।
billing-credit-reason = कारण
billing-credit-do = { $amount } वापस लें
billing-credited = { $amount } वापस लिया गया
billing-refund-by = { $amount } कैसे लौटाएँ
billing-refund-none = कोई पैसा नहीं लौटेगा: उतना मिला ही नहीं था।
billing-print = छापें
billing-paper = बिल छापें
billing-receipt = रसीद छापें
billing-receipt-of = रसीद { $number }
billing-sheet = आकार
billing-sheet-a5 = A5 (आधा पन्ना)
billing-sheet-a4 = A4 (पूरा पन्ना)
billing-sheet-roll80 = रोल 80 मिमी
billing-sheet-roll58 = रोल 58 मिमी
billing-view = दिखाएँ
billing-view-day = एक दिन
billing-view-dues = सभी बाक़ी
billing-of-patient = एक मरीज़ के
billing-all-patients = सभी मरीज़
billing-none = यहाँ कोई बिल नहीं
billing-none-why = बिल मरीज़ या विज़िट से बनते हैं।
billing-none-due = किसी का कुछ बाक़ी नहीं
billing-day-collected = मिला
billing-day-count =
    { $count ->
         [one] एक भुगतान
        *[other] { $count } भुगतान
     }
billing-day-refunds = लौटाया
billing-day-billed = बिल बने
billing-day-bills =
    { $count ->
         [one] एक बिल
        *[other] { $count } बिल
     }
billing-day-dues = कुल बाक़ी
billing-from-deposit = जमा में से
