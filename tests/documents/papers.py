"""Papers to print in tests."""

import datetime
from typing import Any

from scoring.documents.enums import NoticeKind
from scoring.documents.papers import CertificateData, NoticeData

CODE = "3K3MQ9XT2F3K3MQ9XT2F3K3MQ9"
SITE = "https://xp.example.gov.cn"
ISSUER = "中共云岭州直属机关工作委员会"
BRANCH = "中共云岭州财政局机关第三支部委员会"

LONG_NAME = (
    "中共云岭州住房和城乡建设局城市管理综合行政执法局市政公用事业服务中心第二党支部委员会"
    "暨离退休干部第一联合临时党支部委员会农业农村和乡村振兴综合行政执法支队党支部委员会"
)


def certificate(**changes: Any) -> CertificateData:
    parts: dict[str, Any] = {
        "serial": "星评〔2026〕第 0061 号",
        "code": CODE,
        "verify_url": f"{SITE}/v/{CODE}/",
        "branch_name": BRANCH,
        "year": 2026,
        "level_name": "四星级",
        "stars": 4,
        "issuer_name": ISSUER,
        "issued_on": datetime.date(2026, 12, 15),
        "valid_until": datetime.date(2027, 12, 31),
    }
    return CertificateData(**{**parts, **changes})


def notice(kind: NoticeKind = NoticeKind.DOWNGRADE, **changes: Any) -> NoticeData:
    parts: dict[str, Any] = {
        "number": "星评通〔2027〕3号",
        "letterhead": f"{ISSUER}文件",
        "issuer_name": ISSUER,
        "addressee": "中共云岭州财政局机关委员会",
        "branch_name": BRANCH,
        "year": 2026,
        "level_before": "五星级",
        "level_after": "四星级",
        "reason": "主题党日未按月开展，2027年第一季度仅开展1次",
        "basis": "《云岭州党支部标准化建设星级评定办法》第十八条",
        "issued_on": datetime.date(2027, 5, 18),
        "effective_on": datetime.date(2027, 5, 20),
        "certificate_before": "星评〔2026〕第 0061 号",
        "certificate_after": "星评〔2026〕第 0062 号",
        "contact": "州直机关工委组织部，0000-0000000",
        "copies_to": ("云岭州委组织部", "云岭州财政局"),
    }
    return NoticeData(kind=kind, **{**parts, **changes})
