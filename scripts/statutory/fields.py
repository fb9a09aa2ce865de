"""What 国办公开办函〔2021〕30号 prints, word for word, and the record's field behind each word.

The form is law, so it stands here as printed; tests hold its fields to the record schema.
"""

SECTIONS = (
    ("overview", "一、总体情况"),
    ("proactive", "二、主动公开政府信息情况"),
    ("requests", "三、收到和处理政府信息公开申请情况"),
    ("disputes", "四、政府信息公开行政复议、行政诉讼情况"),
    ("problems", "五、存在的主要问题及改进情况"),
    ("other_matters", "六、其他需要报告的事项"),
)
TABLES = ("proactive", "requests", "disputes")

CONTENT = "信息内容"
MADE = (("issued", "本年制发件数"), ("repealed", "本年废止件数"), ("in_force", "现行有效件数"))
DECISIONS = "本年处理决定数量"
FEES = "本年收费金额（单位：万元）"
BLOCKS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("第二十条第（一）项", (("rules", "规章"), ("normative_documents", "行政规范性文件"))),
    ("第二十条第（五）项", (("licences", "行政许可"),)),
    ("第二十条第（六）项", (("penalties", "行政处罚"), ("coercive_measures", "行政强制"))),
    ("第二十条第（八）项", (("fees", "行政事业性收费"),)),
)
"""Table 1: the item of article 20 of the Regulation (条例), and the rows below it."""

RELATION = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
APPLICANT = "申请人情况"
NATURAL = ("natural_persons", "自然人")
LEGAL_PERSONS = "法人或其他组织"
LEGAL = (
    ("businesses", "商业企业"),
    ("research", "科研机构"),
    ("social_organisations", "社会公益组织"),
    ("legal_services", "法律服务机构"),
    ("others", "其他"),
)
APPLICANTS = (NATURAL, *LEGAL)
TOTAL = "总计"
RECEIVED = ("received", "一、本年新收政府信息公开申请数量")
CARRIED_IN = ("carried_in", "二、上年结转政府信息公开申请数量")
HANDLED = ("results", "三、本年度办理结果")
HANDLED_TOTAL = "（七）总计"
CARRIED_OUT = ("carried_out", "四、结转下年度继续办理")
RESULTS: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ("granted", "（一）予以公开", ()),
    ("partly_granted", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", ()),
    (
        "refused",
        "（三）不予公开",
        (
            ("state_secret", "1.属于国家秘密"),
            ("forbidden_by_law", "2.其他法律行政法规禁止公开"),
            ("endangers_security", "3.危及“三安全一稳定”"),
            ("third_party_rights", "4.保护第三方合法权益"),
            ("internal_affairs", "5.属于三类内部事务信息"),
            ("process_information", "6.属于四类过程性信息"),
            ("enforcement_files", "7.属于行政执法案卷"),
            ("administrative_inquiry", "8.属于行政查询事项"),
        ),
    ),
    (
        "unavailable",
        "（四）无法提供",
        (
            ("not_held", "1.本机关不掌握相关政府信息"),
            ("must_be_created", "2.没有现成信息需要另行制作"),
            ("still_unclear", "3.补正后申请内容仍不明确"),
        ),
    ),
    (
        "not_processed",
        "（五）不予处理",
        (
            ("petition", "1.信访举报投诉类申请"),
            ("repeated", "2.重复申请"),
            ("publications", "3.要求提供公开出版物"),
            ("excessive", "4.无正当理由大量反复申请"),
            ("confirmation", "5.要求行政机关确认或重新出具已获取信息"),
        ),
    ),
    (
        "other",
        "（六）其他处理",
        (
            (
                "not_corrected_in_time",
                "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
            ),
            (
                "fee_not_paid",
                "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
            ),
            ("others", "3.其他"),
        ),
    ),
)

RECONSIDERATION = ("reconsideration", "行政复议")
LITIGATION = "行政诉讼"
LITIGATIONS = (
    ("litigation_direct", "未经复议直接起诉"),
    ("litigation_after_reconsideration", "复议后起诉"),
)
DISPUTES = (RECONSIDERATION, *LITIGATIONS)
OUTCOMES = (
    ("upheld", "结果维持"),
    ("corrected", "结果纠正"),
    ("other", "其他结果"),
    ("pending", "尚未审结"),
)
