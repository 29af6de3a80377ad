"""One sentence per refusal, for the person whose request was turned down.

The table goes by the refusal's name: the desks must not import every app for the sake of words.
A test walks all refusals and holds the table to them.
"""

from django.utils.translation import gettext_noop

SENTENCES: dict[str, str] = {
    # everywhere
    "NotAllowed": gettext_noop("Your role does not include this step"),
    "WrongState": gettext_noop(
        "This step is no longer open; please reload the page to see where it is"
    ),
    "StaleVersion": gettext_noop("Somebody else has just changed this; please reload the page"),
    # facts and entries
    "UnknownFact": gettext_noop("This fact is not counted by dated incidents"),
    "ReasonMissing": gettext_noop("Please say why"),
    "PasteFaults": gettext_noop("Nothing was saved: some cells cannot be taken"),
    # past years
    "HistoryFaults": gettext_noop("Nothing was attested: some cells cannot be taken"),
    "PreviewGone": gettext_noop("The page is out of date; please choose the workbook once more"),
    # files
    "UploadRefused": gettext_noop("%(name)s cannot be taken"),
    "EmptyFile": gettext_noop("%(name)s is empty; please choose another file"),
    "FileTooLarge": gettext_noop("%(name)s is %(size)s; at most %(limit)s are possible"),
    "KindNotAllowed": gettext_noop(
        "This format (%(found)s) is not supported; please use %(allowed)s"
    ),
    "ContentMismatch": gettext_noop(
        "%(name)s is damaged or not what its name says; "
        "please save it again and choose it once more"
    ),
    "StorageFull": gettext_noop("There is no storage space left; the file was not saved"),
    # evidence
    "UnknownIndicator": gettext_noop("This standard has no item %(indicator)s"),
    "ReferenceMissing": gettext_noop("Please write which archive box and page"),
    "EvidenceGone": gettext_noop("This piece of evidence was removed before"),
    "EvidenceLate": gettext_noop(
        "The deadline %(deadline)s has passed; evidence can no longer be changed. "
        "To hand in later, please call %(contact)s, %(phone)s"
    ),
    "ItemNotReturned": gettext_noop("Only the evidence of returned items can be changed now"),
    # filling in and handing in
    "PastDeadline": gettext_noop(
        "The deadline %(deadline)s has passed. What you typed is kept. "
        "To hand in later, please call %(contact)s, %(phone)s"
    ),
    "CannotSubmit": gettext_noop("This cannot be handed in yet"),
    "NamesMissing": gettext_noop("Please write both names: the secretary's and the filler's"),
    "SubmitKeyMissing": gettext_noop("The page is out of date; please reload it and submit again"),
    "ExtensionReasonMissing": gettext_noop("More time needs a reason"),
    "ExtensionTooEarly": gettext_noop(
        "The new deadline must lie after the present one, %(deadline)s"
    ),
    # the register of members
    "MemberNameMissing": gettext_noop("Please write the name of the member"),
    "MemberNameTooLong": gettext_noop("A name has %(limit)s characters at most"),
    "MemberListed": gettext_noop(
        "The register has this name already; for a namesake please add a mark, such as a number"
    ),
    # trying a rubric
    "NothingDecided": gettext_noop("No branch of %(name)s was decided in %(year)s"),
    "DraftFaulty": gettext_noop("The draft cannot be tried before its faults are mended"),
    "RubricUnreadable": gettext_noop("This standard has faults and cannot be tried yet"),
    "ChangeImpossible": gettext_noop(
        "Lines rise from level to level, between 0 and the full score; weights are above 0"
    ),
    "TooManyBranches": gettext_noop(
        "%(count)s branches are too many for this page; "
        "please run “manage.py simulate … --against %(year)s” on the server"
    ),
    # organizations and cycles
    "CodeTaken": gettext_noop("Another organization has the code %(code)s"),
    "BranchBelowBranch": gettext_noop("%(parent)s is a branch; nothing can hang below it"),
    "MoveIntoItself": gettext_noop("An organization cannot be moved below itself"),
    "RoleHeld": gettext_noop("The person already holds this role there from this day"),
    "CycleExists": gettext_noop("Some of these branches are already in this programme in %(year)s"),
    "CycleImpossible": gettext_noop("These dates or numbers do not fit together: %(field)s"),
    "NoBranches": gettext_noop("There is nothing below this organization that the standard rates"),
    "CycleClosed": gettext_noop("The cycle is closed"),
    "CycleDeclared": gettext_noop(
        "%(count)s branches of the cycle have declared already; it keeps its version"
    ),
    "VersionNotNewer": gettext_noop("%(version)s is not a newer version of the cycle's standard"),
    "VersionNotIssued": gettext_noop("%(version)s has not been issued"),
    "MappingUnknown": gettext_noop("The versions have nothing to carry answers for: %(entry)s"),
    "RubricFileUnknown": gettext_noop(
        "%(name)s is neither a YAML file (.yaml) nor an Excel workbook (.xlsx)"
    ),
    "RubricFileTooLarge": gettext_noop("The file is too large; at most %(limit)s KB are possible"),
    "TextTooLong": gettext_noop(
        "The sheet %(sheet)s has a text longer than a cell can hold; please export as YAML"
    ),
    "RubricNotPublished": gettext_noop("The standard %(rubric)s is still a draft"),
    "NothingFromBelow": gettext_noop(
        "%(rubric)s asks for a share of the organizations below (share_below), which is not "
        "counted here; please use aggregates of their levels instead"
    ),
    "RubricForMembers": gettext_noop(
        "%(rubric)s rates members, who are only registered here; no year can be opened for it"
    ),
    # review
    "LowerLevelsFirst": gettext_noop(
        "Levels below come first: %(count)s organizations that count here are not decided yet"
    ),
    "NotReviewer": gettext_noop("You hold no reviewer's role for this branch"),
    "NotApprover": gettext_noop("You hold no approver's role for this branch"),
    "OwnBranch": gettext_noop("You work at this organization and so cannot judge it"),
    "SamePerson": gettext_noop("%(first)s has handled this; another person must decide"),
    "ItemDecided": gettext_noop("%(who)s has decided this item at %(at)s: %(points)s"),
    "AlreadyTaken": gettext_noop("%(who)s is already reviewing this branch"),
    "NothingReturned": gettext_noop("Please choose the items that go back to the branch"),
    "DueTooEarly": gettext_noop("The branch needs time to mend: %(due)s is past"),
    "NotDueYet": gettext_noop("The branch still has time until %(due)s"),
    "UnknownGate": gettext_noop("This standard has no such condition to judge"),
    "GateJudged": gettext_noop("%(who)s has judged this condition at %(at)s; please look again"),
    "TwoVisitors": gettext_noop("Please name two visitors"),
    "VisitInFuture": gettext_noop(
        "A visit is recorded after it was made; %(day)s is still to come"
    ),
    "WrongRoute": gettext_noop("Only declarations for filing can be concluded in one go"),
    "PointsOutOfRange": gettext_noop("Please enter points from 0 to %(maximum)s with two decimals"),
    "NothingToDecide": gettext_noop("This item does not apply to the branch"),
    "ReviewIncomplete": gettext_noop("The review is not complete yet"),
    "CutoffAhead": gettext_noop(
        "The data of the year are final from %(day)s; please conclude then"
    ),
    "NotHigherApprover": gettext_noop(
        "This level is approved above %(unit)s; an approver of a higher organization decides"
    ),
    "SendBackReasonMissing": gettext_noop("Please say why the review goes back"),
    "ProposalOutdated": gettext_noop(
        "Facts have changed since the conclusion; the review must be sent back"
    ),
    # ratings
    "NotOffice": gettext_noop("You run no office for this organization"),
    "OwnBranchRating": gettext_noop(
        "You work at this organization and so cannot decide about its level"
    ),
    "SameDecider": gettext_noop(
        "A lowered star is given back by another person than the one who lowered it"
    ),
    "SameRecorder": gettext_noop(
        "A veto is confirmed by another person than the one who recorded it"
    ),
    "RatingMoved": gettext_noop(
        "Somebody else has just changed this rating; please reload the page"
    ),
    "NothingToPublish": gettext_noop("Please choose at least one branch of this cycle"),
    "StartsTooLate": gettext_noop("The publicity starts on %(latest)s at the latest, not %(day)s"),
    "StartsInPast": gettext_noop("The publicity starts today or later, not on %(day)s"),
    "PublicityRuns": gettext_noop(
        "The publicity runs until %(ends_on)s; please confirm after that"
    ),
    "ObjectionsOpen": gettext_noop("Objections not settled yet: %(count)s"),
    "StandingsDisagree": gettext_noop(
        "Points or levels are not what was decided; the cycle stays open (nos. %(assessments)s)"
    ),
    "ObjectionEmpty": gettext_noop("Please write what the objection or its settlement says"),
    "NotInPool": gettext_noop("Only stars from the re-inspected levels up can be re-inspected"),
    "StarLapsed": gettext_noop(
        "The star was not in force on that day (valid until %(valid_until)s)"
    ),
    "StarTooYoung": gettext_noop(
        "This star was given this year; its first re-inspection is due in %(year)s"
    ),
    "StarReplaced": gettext_noop(
        "The branch holds a newer star, of %(year)s; please re-inspect that one"
    ),
    "AlreadyReinspected": gettext_noop("The re-inspection of %(year)s is already recorded"),
    "TwoInspectors": gettext_noop("Please name two inspectors"),
    "FindingsMissing": gettext_noop("A re-inspection that was not passed says what was found"),
    "UnknownVeto": gettext_noop("No standard has this veto"),
    "VetoInFuture": gettext_noop(
        "An incident is recorded after it happened; %(day)s is still to come"
    ),
    "CaseWithdrawn": gettext_noop(
        "A case numbered %(reference)s was recorded and withdrawn before"
    ),
    "CaseReferenceMissing": gettext_noop("Please write the number of the filing or decision"),
    "WithdrawalReasonMissing": gettext_noop("Please say why the case is withdrawn"),
    # documents
    "ExportNotReady": gettext_noop("The summary of %(year)s is not ready yet"),
    "ExportCancelled": gettext_noop("The summary is cancelled"),
    "ExportDamaged": gettext_noop(
        "The stored summary of %(year)s is damaged; please ask for a new one "
        "and tell the administrator"
    ),
    "PdfNotReady": gettext_noop(
        "%(number)s is issued; its PDF is being made, please look again shortly"
    ),
    "CertificateLost": gettext_noop("There is no certificate with the key %(certificate)s"),
    "PdfDamaged": gettext_noop(
        "The stored file of %(number)s is damaged; the administrator can restore it"
    ),
    "TypesettingUnavailable": gettext_noop(
        "PDF cannot be made on this machine; missing: %(command)s"
    ),
    "MissingGlyphs": gettext_noop("No font has these characters: %(missing)s"),
    "UndeclaredAddress": gettext_noop("The document asked for files that nobody declared"),
    "SiteAddressMissing": gettext_noop(
        "The address of this site is not set, so no code can be printed"
    ),
    "NoStar": gettext_noop("Without a star there is no certificate"),
    "SameAsker": gettext_noop(
        "A correction is confirmed by another person than the one who asked for it"
    ),
    "CorrectionAsked": gettext_noop(
        "A correction of %(serial)s was asked for already and waits to be confirmed"
    ),
    "NothingToPrint": gettext_noop("No valid certificate of this year is made yet"),
    "AlreadyCertified": gettext_noop("The branch already holds certificate %(serial)s"),
    "NotOurCertificate": gettext_noop("This file carries no certificate of ours"),
    "NumberPatternWrong": gettext_noop("The number pattern %(setting)s lacks %(fields)s"),
    # official documents
    "AlreadyIssued": gettext_noop("%(number)s is in force; it can only be replaced"),
    "SameDrafter": gettext_noop(
        "A document is issued by another person than the one who last wrote on it"
    ),
    "FiguresChanged": gettext_noop(
        "The figures or the wording have changed since you looked; please look again"
    ),
    "NumberTaken": gettext_noop(
        "Another document bears the number %(number)s; please set another number pattern"
    ),
    "NumberMalformed": gettext_noop("%(number)s does not read as the number of a document"),
    "PatternWrong": gettext_noop("%(pattern)s does not read as a number pattern"),
    "PatternTaken": gettext_noop("Another kind of document is numbered by %(pattern)s"),
    "ProblemsMissing": gettext_noop("Please write what is to be mended"),
    "DeadlinePast": gettext_noop(
        "The day by which it is to be mended, %(deadline)s, is past; please set another one"
    ),
    "PaperNotReady": gettext_noop("There is nothing to say in this document yet"),
    # the seal
    "NotSealKeeper": gettext_noop("You do not keep the seal of this organization"),
    "SealMissing": gettext_noop("No image of the seal has been uploaded"),
    "SealNotPng": gettext_noop("The seal must be a PNG with a transparent ground"),
    "SealTooLarge": gettext_noop("The image of the seal may have 2 MB at most"),
    "SealSizeWrong": gettext_noop(
        "The image has %(width)s × %(height)s pixels; each side needs %(least)s to %(most)s"
    ),
    "SealNotTransparent": gettext_noop(
        "The ground of the image is not transparent; it would cover signature and date"
    ),
    "SealWidthWrong": gettext_noop("On paper a seal is %(least)s to %(most)s mm wide"),
    "SealUnfit": gettext_noop("The image cannot serve as a seal"),
    # drafts of standards
    "DraftUnnamed": gettext_noop("A draft needs an id, a version and a name that fit: %(key)s"),
    "DraftExists": gettext_noop("Another draft of %(rubric)s already bears version %(version)s"),
    "VersionExists": gettext_noop(
        "Version %(version)s of %(rubric)s exists already; please raise the version of the draft"
    ),
    "PartGone": gettext_noop("This part of the draft is gone; please reload the page"),
    "RubricFaulty": gettext_noop("The draft still has faults: %(count)s"),
    "ContentMissing": gettext_noop("Content is still owed: %(missing)s"),
    "BasisMissing": gettext_noop("Please name the document it is issued under, and its number"),
    "EffectiveOrder": gettext_noop("It would end on %(last)s, before it begins on %(first)s"),
    "SameProposer": gettext_noop("A standard is issued by another person than who proposed it"),
    "DraftReasonMissing": gettext_noop("Please say why the draft goes back"),
}
