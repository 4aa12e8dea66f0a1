# Bills: new bill, issued bill, payments, credit notes, the day.

billing-list = Bills
billing-issue = New bill
billing-open = Bill
fee-new = New consultation
fee-follow-up = Follow-up fee
fee-follow-up-free = Free follow-up
fee-already-billed = Consultation already billed
fee-none = No fee
warning-name-buyer = From this amount the bill needs the buyer’s name and address.
billing-issue-do = Issue the bill
billing-issued = Bill { $number } issued
billing-issued-at = Issued
billing-issued-by = Issued { $at }, { $by }
billing-number = Number
billing-status = State
billing-status-due = Due
billing-status-part_paid = Part paid
billing-status-paid = Paid
billing-status-credited = Taken back
billing-document-bill = Bill
billing-document-bill_of_supply = Bill of supply
billing-document-tax_invoice = Tax invoice
billing-document-invoice_cum_bill_of_supply = Invoice-cum-bill of supply
billing-lines = What is billed
billing-no-lines = Add a service or a line first.
billing-line = Service
billing-line-of = Line { $number }: service
billing-line-tools = Remove
billing-line-remove = Remove { $name }
billing-line-removed = { $name } removed
billing-quantity = Count
billing-quantity-of = Line { $number }: count
billing-price = Price
billing-price-of = Line { $number }: price
billing-line-discount = Discount
billing-discount-of = Line { $number }: discount
billing-tax = Tax
billing-taxable = Taxable
billing-sac = SAC
billing-exempt = exempt
billing-add = Add a service
billing-add-free = Write “{ $text }” as a line of its own
billing-free-until = free until { $day }
billing-already-today =
    { $count ->
         [one] This patient already has a bill today:
        *[other] This patient already has { $count } bills today:
     }
billing-discount = Discount on the whole bill
billing-discount-by = In
billing-discount-amount = Amount
billing-discount-percent = Percent
billing-discount-reason = Reason for the discount
billing-discount-reason-needed = A discount needs a reason.
billing-discount-limit = Up to { $limit } %; more takes the owner.
billing-discount-because = Discount: { $reason }
billing-buyer = Bill for a firm with a GSTIN
billing-buyer-name = Name of the firm
billing-buyer-gstin = GSTIN of the firm
billing-buyer-address = Address of the firm
billing-buyer-state = State of the firm
billing-sums = Sums
billing-sum-subtotal = Subtotal
billing-sum-discount = Discount
billing-sum-cgst = CGST
billing-sum-sgst = SGST
billing-sum-igst = IGST
billing-sum-round-off = Rounding
billing-sum-total = Total
billing-sum-paid = Paid
billing-sum-credited = Taken back
billing-sum-due = Due
billing-payment = Payment now
billing-payments = Payments
billing-payments-none = Nothing is paid yet.
billing-payment-add = Pay in one more way
billing-payment-remove = Remove the payment: { $method }
billing-method = How
billing-method-cash = Cash
billing-method-upi = UPI
billing-method-card = Card
billing-method-bank = Bank transfer
billing-method-cheque = Cheque
billing-amount = Amount
billing-reference = Reference
billing-cheque-number = Cheque number
billing-stays-due = { $amount } stays due
billing-too-much = { $amount } too much
billing-paid-whole = Nothing stays due
billing-pay = Take a payment
billing-pay-do = Take { $amount }
billing-pay-title = Due: { $amount }
billing-paid = { $amount } received
billing-returned = given back
billing-upi = UPI code
billing-upi-title = UPI for bill { $number }
billing-upi-picture = UPI code for { $amount }
billing-upi-how = Scan with any UPI app. This screen does not see the payment: look for it in your own app, then record it.
billing-upi-seen = It arrived: record it
billing-upi-none = No UPI id is set
billing-upi-none-why = With the clinic’s UPI id, patients pay by scanning a code here.
billing-upi-settings = Set the UPI id under Settings
billing-credit = Credit note
billing-credit-notes = Credit notes
billing-credit-why = The bill stays as it is. A credit note takes back up to { $left }.
billing-credit-reason = Reason
billing-credit-do = Take back { $amount }
billing-credited = { $amount } taken back
billing-refund-by = Give back { $amount } by
billing-refund-none = No money goes back: so much was not paid.
billing-print = Print
billing-paper = Print the bill
billing-receipt = Print the receipt
billing-receipt-of = Receipt { $number }
billing-sheet = Size
billing-sheet-a5 = A5
billing-sheet-a4 = A4
billing-sheet-roll80 = Roll 80 mm
billing-sheet-roll58 = Roll 58 mm
billing-view = Show
billing-view-day = One day
billing-view-dues = All dues
billing-of-patient = Of one patient
billing-all-patients = All patients
billing-none = No bills here
billing-none-why = Bills are made from a patient or a visit.
billing-none-due = Nobody owes anything
billing-day-collected = Received
billing-day-count =
    { $count ->
         [one] one payment
        *[other] { $count } payments
     }
billing-day-refunds = Given back
billing-day-billed = Billed
billing-day-bills =
    { $count ->
         [one] one bill
        *[other] { $count } bills
     }
billing-day-dues = Due in all
billing-from-deposit = from the deposit
