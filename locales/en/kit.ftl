# Words of the kit: controls, dates, numbers. No medical word here.

kit-required-mark = (required)
kit-required = Please fill this in.
kit-close = Close
kit-dismiss = Dismiss
kit-undo = Undo
kit-loading = Loading…
kit-try-again = Try again
kit-table-empty = Nothing here yet.
kit-find-none = Nothing found.
kit-find-failed = The search did not work. Try again.
kit-find-count =
    { $count ->
         [0] Nothing found
         [one] One found
        *[other] { $count } found
    }
kit-number-unreadable = Type a number.
kit-number-decimals =
    { $decimals ->
         [0] Type a whole number.
         [one] At most one digit after the point.
        *[other] At most { $decimals } digits after the point.
    }
kit-number-min = Not less than { $min }.
kit-number-max = Not more than { $max }.
kit-money-unreadable = Type an amount in rupees, such as 450 or 1,250.50.
kit-money-max = Not more than { $max }.
kit-day-placeholder = dd-mm-yyyy
kit-day-unreadable = Type day, month and year, such as 5-8-1985.
kit-moment-unreadable = Type a time, such as 14:05, or 21-11 14:05.
kit-day-no-month = There is no month { $month }.
kit-day-no-such = { $month } { $year } has no day { $day }.
kit-day-late = Not after { $day }.
kit-day-early = Not before { $day }.
kit-month-1 = Jan
kit-month-2 = Feb
kit-month-3 = Mar
kit-month-4 = Apr
kit-month-5 = May
kit-month-6 = Jun
kit-month-7 = Jul
kit-month-8 = Aug
kit-month-9 = Sep
kit-month-10 = Oct
kit-month-11 = Nov
kit-month-12 = Dec
kit-chart-picture = Chart
kit-chart-table = Table
kit-chart-when = When
kit-chart-label =
    { $count ->
         [one] Chart of { $title }, one reading. The Table button shows the numbers.
        *[other] Chart of { $title }, { $count } readings. The Table button shows the numbers.
    }
kit-paper-page = { $title }, page { $page } of { $pages }
kit-paper-printer = Printer
kit-paper-copies = Copies
kit-paper-print = Print
kit-paper-save = Save as PDF
kit-paper-no-printer = No printer is set up on this computer. You can save the paper as PDF.
