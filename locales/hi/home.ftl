# The first page of the day.

home-today = आज
home-my-waiting = मेरे लिए इंतज़ार में
home-waiting = इंतज़ार में
home-with-doctor = डॉक्टर के पास
home-done = हो गए
home-registered = नए मरीज़
home-collected = जमा हुए
home-dues = बाक़ी
home-bills = बिल
home-next = क़तार में आगे
home-next-none = कोई इंतज़ार में नहीं
home-whole-queue = पूरी क़तार
home-unsigned = जिन विज़िट पर दस्तख़त बाक़ी
home-recent = हाल के मरीज़
home-beds = भरे बेड
