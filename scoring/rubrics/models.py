"""Rubric versions with their parts, and drafts of further ones."""

from scoring.rubrics.drafting import RubricDraft as RubricDraft
from scoring.rubrics.versions import Dimension as Dimension
from scoring.rubrics.versions import Gate as Gate
from scoring.rubrics.versions import Indicator as Indicator
from scoring.rubrics.versions import Level as Level
from scoring.rubrics.versions import Quota as Quota
from scoring.rubrics.versions import RubricVersion as RubricVersion
from scoring.rubrics.versions import Veto as Veto
