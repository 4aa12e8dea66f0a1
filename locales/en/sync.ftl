# Several computers of one clinic.

sync-part = Computers
sync-open = Open the computers of this clinic
sync-corner-alone = This computer only
sync-corner-level = Sent
sync-corner-sending = Sending
sync-corner-sending-some = { $count ->
    [one] Sending 1 change
   *[other] Sending { $count } changes
  }
sync-corner-away = No line to the server
sync-corner-away-some = { $count ->
    [one] No line: 1 change only here
   *[other] No line: { $count } changes only here
  }
sync-corner-paused = Sending is paused
sync-corner-paused-some = { $count ->
    [one] Paused: 1 change only here
   *[other] Paused: { $count } changes only here
  }
sync-corner-trouble = Computers: please look
sync-state-alone = Alone
sync-state-level = Everything is sent
sync-state-sending = Sending
sync-state-away = No line
sync-state-paused = Paused
sync-state-trouble = Please look
sync-state-why-alone = This computer keeps everything to itself.
sync-state-why-level = All that was written here is on the server, where nobody can read it.
sync-state-why-sending = Changes are on their way. Go on working.
sync-state-why-away = The server does not answer. Go on working: everything is kept here and sent as soon as the line is back.
sync-state-why-paused = Nothing is sent or fetched until you go on.
sync-state-why-trouble = Something needs a person. See below.
sync-server = Server
sync-alone-why = With a server, several computers of the clinic work with the same records. It keeps them sealed and cannot read them. Every computer goes on working when the server cannot be reached.
sync-name = What you call this computer
sync-name-hint = Such as: Front desk, Pharmacy
sync-address = Server
sync-address-hint = Name or number of the server and its port, such as clinic.example.in:8443
sync-invitation = Invitation
sync-invitation-hint = Only if the people who run the server gave you one
sync-connect = Connect to the server
sync-connected = Connected. The records are being sent.
sync-unsent = Not on the server yet
sync-unsent-count = { $count ->
    [0] nothing
    [one] 1 change
   *[other] { $count } changes
  }
sync-level-at = Last time all was sent
sync-waiting = Waiting
sync-waiting-why = { $count ->
    [one] 1 group of changes came before those that it follows.
   *[other] { $count } groups of changes came before those that they follow.
  }
sync-aside = Put aside
sync-aside-why = { $count ->
    [one] 1 group of changes of a computer that was sent away has no effect.
   *[other] { $count } groups of changes of a computer that was sent away have no effect.
  }
sync-forks = Two pasts
sync-forks-why = { $count ->
    [one] An older copy of a computer's records was put back once. Nothing was lost; look whether a printed number came twice.
   *[other] Older copies of a computer's records were put back { $count } times. Nothing was lost; look whether a printed number came twice.
  }
sync-now = Send now
sync-asked = Sending and fetching now
sync-pause = Pause
sync-resume = Go on
sync-devices = Computers of this clinic
sync-device-code = Code
sync-device-name = Computer
sync-device-since = Since
sync-device-seen = Last change from it
sync-device-never = not yet
sync-device-act = Act
sync-device-revoked = Sent away
sync-this = This computer
sync-revoke = Send away
sync-revoke-title = Send { $name } away?
sync-revoke-why = It gets no new records and what it writes from now on has no effect. What it wrote so far stays. Do this when a computer is lost, stolen or sold. It cannot be undone; the computer can be let in again as a new one.
sync-revoked = Sent away
sync-let-in = Let a computer in
sync-let-in-done = { $name } now belongs to the clinic
sync-word = Word
sync-word-hint = Eight letters and digits that a computer of the clinic shows
sync-meet-how = Start Vaidya on the new computer, choose "Join a clinic", and type there:
sync-meet-waiting = Waiting for the new computer. The word is good for ten minutes.
sync-meet-compare = { $name } shows six digits. Are they these?
sync-meet-same = They are the same
sync-meet-differ = They differ
sync-meet-again = Begin again
sync-join = Join a clinic
sync-join-why = Another computer has the records. Use them here too.
sync-join-how = On a computer of the clinic open Settings, Computers, and press "Let a computer in".
sync-join-begin = Go on
sync-join-waiting = Waiting for the other computer.
sync-join-compare = Compare these digits with those on the other computer, and say there that they are the same.
sync-join-password-why = This computer belongs to { $clinic } now. Choose a password for an owner on this computer. Other people get in by a code from the owner.
sync-join-owner = Owner
sync-join-finish = Open the clinic
sync-corner-arriving = Records are coming: { $percent } %
sync-arriving = Records of the clinic on this computer
sync-arriving-count = { $done } of { $all } changes are here ({ $percent } %)
sync-arriving-first = People and settings come first.
sync-arriving-usable = You can work now. Older records are still coming: a patient may not be found yet, and what somebody owes may be incomplete.
sync-stick-write = Write changes to a stick
sync-stick-take = Take changes from a stick
sync-stick-why = For days without a line: everything that this computer has, sealed, in one file. Take it in on another computer of the clinic.
sync-stick-write-now = Write the file
sync-stick-take-now = Take them in
sync-stick-path = File
sync-stick-path-hint = Its whole path, such as E:\A-2026-11-22.vaidya-changes
sync-stick-written = Written: { $path }
sync-stick-read = { $count ->
    [0] Nothing new was in it
    [one] 1 group of changes taken in
   *[other] { $count } groups of changes taken in
  }

errors-sync-away = The server did not answer. Look at the cable, the network and the address, then try again.
errors-sync-other-key = The server has another key than before. Somebody may stand between. Ask the people who run it before you go on.
errors-sync-not-allowed = The server does not let this computer in. Ask the people who run it.
errors-sync-not-ours = There is no Vaidya server at this address, or it is of another version.
errors-sync-other-control = The server tells another list of computers than this one knows. Nothing is sent until a person has looked.
errors-sync-bad-receipt = The server's receipt is not signed by the right key.
errors-sync-revoked = This computer was sent away by an owner. What is written here is not sent any more.
errors-sync-quota = The server has no room left for this clinic. Ask the people who run it.
errors-sync-control = Another computer changed the list of computers at the same moment. Try again.
errors-sync-not-enrolled = This computer does not belong to the clinic's computers yet.
errors-sync-no-server = Connect this computer to a server first.
errors-sync-has-server = This computer has a server already.
errors-sync-demo = The demo clinic stays on this computer.
errors-sync-no-meeting = Nobody is being let in. Begin again.
errors-sync-no-digits = First both computers must show the same six digits.
errors-sync-over = The ten minutes are over, or the two computers did not understand each other. Begin again.
errors-sync-revoke-self = This computer cannot send itself away. Do it on another one.
errors-sync-word = Type the eight letters and digits as the other computer shows them
errors-sync-file-full = The stick is full. Nothing was written.
errors-sync-file-missing = There is no such file or folder. Is the stick plugged in?
errors-sync-file-junk = This is not a file of changes of this clinic, or it is damaged. What was whole was taken in.
errors-sync-file = The file could not be read or written. Try another stick.
