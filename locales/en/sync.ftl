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
sync-record-here = Only on this computer
sync-record-here-why = { $count ->
    [one] 1 change of this record is on this computer only. It is sent as soon as there is a line.
   *[other] { $count } changes of this record are on this computer only. They are sent as soon as there is a line.
  }
sync-record-own-hub = This computer is the clinic's hub: the others fetch all of this record from here.
sync-record-hub = All of this record is also on the clinic's hub.
sync-record-server = All of this record is also on the server, where nobody can read it.
sync-server = Server
sync-alone-why = With a server, several computers of the clinic work with the same records, also from far apart. It keeps them sealed and cannot read them. Every computer goes on working when the server cannot be reached.
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
sync-differs = This computer and { $name } have the same changes, and yet show different records (seen { $at }). No change is lost. Make a backup on both computers, then call whoever looks after the program, and read this to them: { $tables }
sync-differs-number = computer number { $no }
sync-differs-unknown = it cannot be told where
sync-must-update = Update the program on this computer: the clinic now uses a newer one. Go on working. What you write is kept and sent as always, but parts of what the others write cannot be shown here until then.
sync-far = { $changes ->
    [one] 1 change of { $name } is dated in the year { $year }: its clock was wrong. It is kept, and has no effect yet. Set the clock of that computer right first.
   *[other] { $changes } changes of { $name } are dated up to the year { $year }: its clock was wrong. They are kept, and have no effect yet. Set the clock of that computer right first.
  }
sync-far-fix = Count them as written today
sync-far-fixed = They count now, as written today
sync-require = Require this version everywhere
sync-require-title = Require this version on every computer?
sync-require-why = A computer with an older program goes on working and sending, and says in red that it must be updated; parts of what the others write cannot be shown there until then. It cannot be taken back.
sync-required = Every computer must have this version now
sync-now = Send now
sync-asked = Sending and fetching now
sync-pause = Pause
sync-resume = Go on
sync-devices = Computers of this clinic
sync-device-code = Code
sync-device-name = Computer
sync-device-since = Since
sync-device-seen = Last heard from it
sync-device-never = not yet
sync-device-act = Act
sync-device-revoked = Sent away
sync-this = This computer
sync-revoke = Send away
sync-revoke-title = Send { $name } away?
sync-revoke-why = It gets no new records and what it writes from now on has no effect. What it wrote so far stays. Do this when a computer is lost, stolen or sold. It cannot be undone; the computer can be let in again as a new one.
sync-revoked = Sent away
sync-revoke-only-reader = Confidential notes open on this computer alone. Let another one open them first, or nobody can read them until a copy of it is restored.
sync-reads = Confidential notes
sync-reads-yes = Open
sync-reads-no = Stay shut
sync-reads-let = Let them open
sync-reads-end = Keep them shut
sync-reads-let-title = Open confidential notes on { $name }?
sync-reads-let-why = The doctors who may read them can read all of them there, the old ones too.
sync-reads-end-title = Keep confidential notes shut on { $name }?
sync-reads-end-why = What is written from now on does not open there. What it could read so far may stay readable on it.
sync-reads-done = { $name } is told as soon as it is next connected
sync-let-in = Let a computer in
sync-let-in-done = { $name } now belongs to the clinic
sync-word = Word
sync-word-hint = Eight letters and digits that a computer of the clinic shows
sync-meet-how = Start Vaidya on the new computer, choose "Join a clinic", and type there:
sync-meet-waiting = Waiting for the new computer. The word is good for ten minutes.
sync-meet-compare = { $name } shows six digits. Are they these?
sync-meet-same = They are the same
sync-meet-administer = It may let in and send away computers too
sync-meet-administer-why = Two computers at least should: one may break.
sync-meet-reads = Confidential notes open on it
sync-meet-reads-why = For a doctor's computer. At a reception desk leave it off: the notes go there shut.
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
sync-stick-documents = { $count ->
    [one] With 1 document or photo, about { $size }
   *[other] With all { $count } documents and photos, about { $size }
  }
sync-stick-documents-hint = Without them only their list goes; the contents follow by the server or hub.
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
sync-stick-read-documents = { $count ->
    [one] 1 document taken in
   *[other] { $count } documents taken in
  }

sync-corner-away-hub = No line to the hub
sync-state-why-level-hub = All that was written here is on the clinic's hub, sealed.
sync-state-why-away-hub = The clinic's hub does not answer. Go on working: everything is kept here and sent as soon as the hub is back.
sync-hub = The clinic's hub
sync-hub-address = Hub
sync-hub-unsent = Not on the hub yet
sync-hub-why = No internet and no server needed: one computer of the clinic keeps the sealed changes for all the others in the same network. Choose one that is on all day and does not fall asleep.
sync-hub-make = Make this computer the hub
sync-hub-made = This computer is the clinic's hub now
sync-hub-or = Or connect to a server elsewhere
sync-hub-on = This computer is the hub
sync-hub-off = Turned off
sync-hub-not-yet = Cannot start
sync-hub-here = Other computers find it by themselves. Where they do not, type this there:
sync-hub-unheard = This network does not carry its voice, so other computers do not find it by themselves. Type this there:
sync-hub-no-network = This computer is in no network. Plug in the cable or join the clinic's Wi-Fi; other computers follow by themselves.
sync-hub-keep-on = Leave this computer on and awake. If others do not reach it, allow Vaidya in this computer's firewall.
sync-hub-picture = The hub's address as a picture
sync-hub-key = Key of the hub
sync-hub-key-why = The hub and the clinic's computers show the same five groups here. Compare them when you are not sure.
sync-hub-turn-off = Turn the hub off
sync-hub-turn-off-title = Turn the clinic's hub off?
sync-hub-turn-off-why = The other computers go on working and keep what they write to themselves, until the hub is on again.
sync-hub-turn-on = Turn the hub on
sync-hub-turned-off = The hub is off
sync-hub-other = Another computer of the clinic is its hub.
sync-hub-lost = Is that computer lost, broken or sold? Then let this one be the hub. All that reached another computer is safe; what only that one had is in its backups.
sync-hub-instead = Make this computer the hub instead
sync-hub-instead-title = Is the old hub gone for good?
sync-hub-instead-why = The other computers ask an owner before they follow this one. If the old hub is only off or has moved, wait: it is found again by itself.
sync-hub-successor = Another computer of this clinic says that it is the hub now, at { $address }. Its key is { $fingerprint }. Go there and compare it under Settings, Computers.
sync-hub-follow = The key is the same: follow it
sync-hub-followed = This computer follows the new hub
sync-hubs-near = Hubs in this network
sync-hubs-none = No hub was heard in this network yet. Is the hub on, and is this computer in the same network? You may also type its address.
sync-hub-of-a-clinic = A hub of a clinic at { $address }
sync-join-address = Hub or server
sync-join-address-hint = As that computer shows it, such as 192.168.1.20:8443
sync-join-key = Key of the hub or server
sync-meet-picture = Address and word as a picture, for a computer with a reader
sync-device-version = Version
sync-device-version-unknown = not known yet
sync-rename = Rename
sync-rename-title = What do you call { $name }?
sync-renamed = The computer has its new name

errors-hub-ports = Every place on which the hub could listen is taken by other programs. Close them or start this computer again, then try again.
errors-hub-elsewhere = Another Vaidya on this computer is the hub already. Close one of the two.
errors-hub-full = The disk is full. Make room on it, then try again.
errors-hub-denied = The hub's folder may not be written. Ask whoever looks after this computer.
errors-hub-broken = What the hub keeps on this computer cannot be read. Your records are not touched. Start the program again; if that does not help, ask whoever looks after this computer.
errors-hub-other-clinic = This computer was the hub of another clinic.
errors-hub-never = This program cannot be a hub.
errors-hub-has-server = This clinic has a server already.
errors-hub-other = Another computer is the clinic's hub.
errors-hub-gone = It is not heard any more, or has another key by now. Look again.
errors-hub-off = The hub on this computer is off. Go on working; turn it on so that the other computers get what is written.
errors-hub-away = The clinic's hub does not answer. Is that computer on and awake, and are both in the same network? It is found again by itself, also under a new address.
errors-hub-other-key = Another machine answers where the hub was. Nothing was told to it. The hub is being looked for.
errors-sync-away = The server did not answer. Look at the cable, the network and the address, then try again.
errors-sync-other-key = The server has another key than before. Somebody may stand between. Ask the people who run it before you go on.
errors-sync-not-allowed = The server does not let this computer in. Ask the people who run it.
errors-sync-not-ours = There is no Vaidya server at this address, or it is of another version.
errors-sync-other-control = The server tells another list of computers than this one knows. Nothing is sent until a person has looked.
errors-sync-bad-receipt = The server's receipt is not signed by the right key.
errors-sync-not-kept = The server does not keep some changes that are here: their signature is not right. All others are sent. Ask for help.
errors-sync-revoked = This computer was sent away by an owner. What is written here is not sent any more.
errors-sync-quota = The server has no room left for this clinic. Ask the people who run it.
errors-sync-not-all-updated = Not every computer has the new program yet: { $names }. Update it there, let it send once, then try again.
errors-sync-control = Another computer changed the list of computers at the same moment. Try again.
errors-sync-no-administrator = This computer may not change the list of computers. Do it on one that may, such as the first one.
errors-sync-not-enrolled = This computer does not belong to the clinic's computers yet.
errors-sync-no-server = Connect this computer to a server first.
errors-sync-has-server = This computer has a server already.
errors-sync-demo = The demo clinic stays on this computer.
errors-sync-no-meeting = Nobody is being let in. Begin again.
errors-sync-no-digits = First both computers must show the same six digits.
errors-sync-over = The ten minutes are over, or the two computers did not understand each other. Begin again.
errors-sync-revoke-self = This computer cannot send itself away. Do it on another one.
errors-sync-not-a-reader = Confidential notes do not open on this computer, so it has no key to give. Do it on one where they open.
errors-sync-last-reader = Confidential notes open on no other computer. Let another one open them first.
errors-sync-keys-many = The keys of confidential notes were made anew too often. Ask for help.
errors-sync-word = Type the eight letters and digits as the other computer shows them
errors-sync-file-full = The stick is full. Nothing was written.
errors-sync-file-too-large = This stick holds no file above 4 GB. Format it anew as exFAT, use another one, or leave the documents out. Nothing was written.
errors-sync-file-no-room = The disk of this computer is full, or nearly. The changes were taken in, but not all documents. Free at least 100 MB, then take the file in again.
errors-sync-file-missing = There is no such file or folder. Is the stick plugged in?
errors-sync-file-junk = This is not a file of changes of this clinic, or it is damaged. What was whole was taken in.
errors-sync-file = The file could not be read or written. Try another stick.
sync-move = Move the clinic's meeting place
sync-move-why = The computers of the clinic meet at one place, a server or a hub. Move it here: this computer brings everything to the new place, and the others follow by themselves when they are next at the old one. Leave the old one on until all have come.
sync-move-to-server = To a server
sync-move-to-hub = To this computer
sync-move-server = Move to the server
sync-move-begun = The clinic moves. Leave the old place on until all computers have come.
sync-moving = This computer goes to { $address } as soon as the old place has everything that was written here.
sync-hub-left = The clinic meets elsewhere now. Leave this hub on until every computer was on once, then turn it off.
sync-hub-left-why = Computers that were off since the clinic moved will not find the new place by themselves: an owner types it there.
errors-redact-unsealed = Some of these changes are not in a sealed group on this computer yet. Wait until everything is sent, then try again.
errors-redact-too-long = A group of changes has no room for what must stay of it. Nothing was taken away. Ask for help before you try again.
