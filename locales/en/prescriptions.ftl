# Prescriptions: the editor, doses, sets, the paper.

prescriptions-title = Prescription
prescriptions-lines = Drugs of this prescription
prescriptions-none = No drugs
prescriptions-drug = Drug
prescriptions-strength = Strength
prescriptions-dose = Dose
prescriptions-dose-hint = 1-0-1 x 5 pc
prescriptions-dose-needed = Type the dose, such as 1-0-1 x 5.
prescriptions-quantity = Quantity
prescriptions-quantity-is = Total { $quantity }
prescriptions-quantity-open = Quantity is to be typed
prescriptions-quantity-none = Quantity is not told
prescriptions-days = Days
prescriptions-days-none = until told otherwise
prescriptions-brand = Brand
prescriptions-note = Note for this drug
prescriptions-food = Food
prescriptions-food-none = Does not matter
prescriptions-food-before = Before food
prescriptions-food-after = After food
prescriptions-food-with = With food
prescriptions-food-empty_stomach = Empty stomach
prescriptions-food-with_milk = With milk
prescriptions-at-morning = Morning
prescriptions-at-afternoon = Noon
prescriptions-at-evening = Evening
prescriptions-at-night = Night
prescriptions-less = { $time }: half less
prescriptions-more-of = { $time }: half more
prescriptions-grid = Dose grid
prescriptions-add = Add
prescriptions-how = Drug, Enter, strength, Enter, dose, Enter.
prescriptions-strengths = ↑↓ { $strengths }
prescriptions-usual = Usual: { $dose }
prescriptions-choose-drug = Choose a drug from the list, or take it as typed.
prescriptions-take-typed = Take “{ $text }” as typed
prescriptions-key-drug = To the next drug
prescriptions-schedule = Schedule { $schedule }
prescriptions-allergy = Allergic to { $substance }!
prescriptions-allergy-short = Allergy!
prescriptions-twice = { $substance } is on this prescription twice.
prescriptions-keep = Keep the change
prescriptions-up = Move { $drug } up
prescriptions-down = Move { $drug } down
prescriptions-remove = Remove { $drug }
prescriptions-removed = { $drug } removed
prescriptions-repeat = Repeat last
prescriptions-repeat-none = There is no earlier prescription.
prescriptions-repeated =
    { $count ->
         [one] One drug of the last prescription added
        *[other] { $count } drugs of the last prescription added
     }
prescriptions-sets = My sets
prescriptions-sets-none = No sets yet. Write a prescription and keep it here under a name.
prescriptions-set-name =
    { $count ->
         [one] Name for this drug as a set
        *[other] Name for these { $count } drugs as a set
     }
prescriptions-set-keep = Keep as a set
prescriptions-set-kept = Set “{ $name }” kept
prescriptions-set-in = Set “{ $name }” added
prescriptions-set-drop = Throw the set “{ $name }” away
prescriptions-set-dropped = Set “{ $name }” thrown away
prescriptions-language = Language of the instructions
prescriptions-paper = Prescription paper
prescriptions-sheet = Size
prescriptions-sheet-a5 = A5 (half page)
prescriptions-sheet-a4 = A4 (whole page)
prescriptions-merged = This prescription was changed elsewhere while drugs were being written here. Those drugs were added at the end: check each line.
prescriptions-merged-seen = Checked
