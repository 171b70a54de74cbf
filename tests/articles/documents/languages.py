"""Words of eight languages to make believable copy of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Language:
    """What a generator of prose needs; ``grammar`` are common words, ``space`` what stands between words."""

    nouns: Sequence[str]
    grammar: Sequence[str]
    names: Sequence[str]
    said: Sequence[str]
    comma: str = ", "
    link: str = " and "
    stop: str = ". "
    quotes: tuple[str, str] = ("“", "”")
    space: str = " "


def _words(listed: str) -> list[str]:
    return listed.split()


def _names(listed: str) -> list[str]:
    return listed.split(",")


LANGUAGES: Final = {
    "English": Language(
        nouns=_words(
            "council river engineer warning company statement evidence family official contract payment "
            "inquiry reporter document contractor owner governor budget hospital school minister border "
            "tunnel vaccine harbour treaty market ferry drought election ballot senator factory pension "
            "village signature decided refused repaired promised announced collected quickly yesterday "
            "several "
        ),
        grammar=_words("the of to and in that for was on with as by at from it a is had not be"),
        names=_names("Ann,Lee,Kim Novak,Tom Okafor,Sarah Whitfield,Ravi,Bo,Maria Lindqvist,Joe"),
        said=["said", "told us", "wrote"],
    ),
    "German": Language(
        nouns=_words(
            "Stadtrat Brücke Ingenieurin Warnung Firma Erklärung Beweis Familie Beamter Vertrag Zahlung "
            "Untersuchung Haushalt Krankenhaus Schule Ministerin Grenze Tunnel Hafen Markt Fähre Dürre "
            "Wahl Fabrik Rente Gemeinde gestern beschlossen verweigert repariert versprochen mehrere "
        ),
        grammar=_words("der die das und in zu den von mit ist nicht für auf im dem ein eine als"),
        names=_names("Ute,Jan Krüger,Lea,Öztürk,Hannelore Weiß,Max,Aylin Demir,Bernd"),
        said=["sagte", "schrieb", "erklärte"],
        link=" und ",
        quotes=("„", "“"),
    ),
    "French": Language(
        nouns=_words(
            "conseil rivière ingénieur avertissement entreprise déclaration preuve famille contrat "
            "paiement enquête budget hôpital école ministre frontière tunnel vaccin port traité marché "
            "sécheresse usine village décidé refusé réparé promis hier plusieurs l’accord d’abord "
        ),
        grammar=_words("le la les de des du et à en un une que pour dans sur par qui au ne pas"),
        names=_names("Luc,Zoé Martin,Anne-Marie Duval,Paul,Samira,Théo Girard"),
        said=["a dit", "écrit", "affirme"],
        link=" et ",
        quotes=("« ", " »"),
    ),
    "Spanish": Language(
        nouns=_words(
            "ayuntamiento río ingeniera aviso empresa declaración prueba familia contrato pago hospital "
            "escuela ministra frontera túnel vacuna puerto tratado mercado sequía fábrica pueblo decidió "
            "rechazó reparó prometió ayer varios presupuesto elección "
        ),
        grammar=_words("el la los de del que y a en un una por con no para su al se lo como"),
        names=_names("Ana,Luis Ortega,Íñigo,Carmen Ruiz,Pilar,Juan"),
        said=["dijo", "escribió", "explicó"],
        link=" y ",
        quotes=("«", "»"),
    ),
    "Arabic": Language(
        nouns=_words(
            "المجلس النهر المهندس التحذير الشركة البيان الدليل العائلة العقد الدفع التحقيق الميزانية "
            "المستشفى المدرسة الوزيرة الحدود النفق اللقاح الميناء المعاهدة السوق الجفاف الانتخابات المصنع "
            "القرية قررت رفضت أصلحت وعدت أمس عدة الصحيفة "
        ),
        grammar=_words("في من على إلى أن عن مع هذا التي الذي ما لا كان قد هو"),
        names=_names("أحمد,سمير,ليلى حداد,علي,مريم,نور الدين,هند"),
        said=["قال", "كتبت", "أوضح"],
        comma="، ",
        link=" و",
        quotes=("«", "»"),
    ),
    "Chinese": Language(
        nouns=_words(
            "委员会 河流 工程师 警告 公司 声明 证据 家庭 合同 付款 调查 预算 医院 学校 部长 边境 "
            "隧道 疫苗 港口 条约 市场 "
            "渡轮 干旱 选举 工厂 养老金 村庄 决定 拒绝 修理 "
            "承诺 昨天 几个 "
        ),
        grammar=_words("的 在 了 是 和 对 不 也 有 将 为 与 被 从"),
        names=_names("李明,王芳,张三,欧阳雪,赵六,陈静"),
        said=["说", "写道", "表示"],
        comma="、",
        link="和",
        stop="。",
        space="",
    ),
    "Japanese": Language(
        nouns=_words(
            "市議会 川 技術者 警報 会社 声明 証拠 家族 契約 支払い 調査 予算 病院 学校 大臣 国境 "
            "トンネル ワクチン 港 条約 市場 "
            "フェリー 干ばつ 選挙 工場 年金 村 決定した "
            "拒否した 修理した 約束した 昨日 "
        ),
        grammar=_words("の は を に が と で も へ から まで です"),
        names=_names("田中,佐藤花子,鈴木,山本太郎,伊藤,カルロス"),
        said=["述べた", "書いた", "語った"],
        comma="、",
        link="と",
        stop="。",
        quotes=("「", "」"),
        space="",
    ),
    "Thai": Language(
        nouns=_words(
            "สภา แม่น้ำ วิศวกร คำเตือน บริษัท แถลงการณ์ หลักฐาน ครอบครัว สัญญา การชำระเงิน การสอบสวน "
            "งบประมาณ โรงพยาบาล โรงเรียน รัฐมนตรี ชายแดน อุโมงค์ วัคซีน ท่าเรือ สนธิสัญญา ตลาด ภัยแล้ง "
            "การเลือกตั้ง โรงงาน หมู่บ้าน ตัดสินใจ ปฏิเสธ ซ่อมแซม สัญญาว่า เมื่อวาน "
        ),
        grammar=_words("ที่ ใน ของ และ เป็น ว่า ไม่ จะ ได้ มี ให้ กับ"),
        names=_names("สมชาย,มาลี,ประเสริฐ,อรุณี,วิชัย"),
        said=["กล่าว", "เขียน"],
        comma=" ",
        link="และ",
        stop=" ",
        space="",
    ),
}
