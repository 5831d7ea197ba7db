"""Headings that tell what a column holds, in many languages and as CRMs export them."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

# Field → headings without spaces; accents, case and other signs do not matter.
_HEADINGS = {
    "name": """
        name customer customername company companyname account accountname client clientname
        organizationlegalname legalname companylegalname businessname associatedcompany
        kunde kundenname namedeskunden kundenbezeichnung firma firmenname namederfirma unternehmen
        unternehmensname mandant
        cliente nombredelcliente nombrecliente empresa nombredelaempresa nombreempresa
        nombredelacuenta razónsocial denominaciónsocial compañía
        nomduclient nomclient entreprise nomdelentreprise société nomdelasociété raisonsociale
        dénominationsociale nomducompte compte
        azienda nomeazienda società ragionesociale nomecliente
        nomedaempresa nomedocliente razãosocial
        klant klantnaam bedrijf bedrijfsnaam
        klient nazwafirmy nazwaklienta företag företagsnamn kund kundnamn virksomhed
        virksomhedsnavn kundenavn bedrift selskap firmanavn yritys yrityksennimi asiakas
        společnost názevspolečnosti zákazník názevfirmy cégnév ügyfél şirket şirketadı müşteri
        компания названиекомпании клиент организация
        会社名 会社 企業名 法人名 顧客 顧客名 お客様名 取引先 取引先名 アカウント名
        公司 公司名称 客户 客户名称 企业名称 公司名稱 客戶 客戶名稱 회사 회사명 고객 고객명 업체명
    """,
    "external_id": """
        externalid id customerid accountid companyid clientid crmid number recordid objectid
        customernumber customerno customernr customercode accountnumber accountno accountid18
        salesforceid salesforceaccountid
        casesafeid recordidcompany recordidaccount recordidcustomer companyrecordid nodecliente
        kundennummer kundennr kundenid kdnr debitor debitorennummer debitorennr datensatzid
        idcliente iddecliente iddelcliente nocliente ncliente númerodecliente códigodecliente
        códigocliente iddecuenta idderegistro
        idclient numéroclient numérodeclient nclient codeclient identifiantclient référenceclient
        refclient idducompte
        codicecliente numerocliente códigodocliente klantnummer klantid numerklienta idklienta
        kundnummer kundenummer asiakasnumero číslozákazníka
        顧客id 顧客番号 顧客コード お客様番号 取引先id 取引先番号 会社id アカウントid レコードid
        客户编号 客户id 客戶編號 고객번호 고객id
    """,
    "domains": """
        domain domains emaildomain emaildomains maildomain maildomains domainname domainnames
        primarydomain websitedomain webdomain domainedelaempresa
        companydomain companydomains companydomainname corporatedomain corporatedomains
        ssodomain ssodomains logindomain logindomains verifieddomain verifieddomains domainaliases
        internetdomain dnsdomain webaddress
        website websites websiteurl companywebsite url web webpage homepage
        domäne domänen emaildomäne emaildomänen maildomäne domaene domaenen emaildomaene
        emaildomaenen maildomaene domainnamen domänenname domainnamedesunternehmens webseite
        webadresse internetadresse internetseite webauftritt hauptdomain hauptdomäne internetdomäne
        primäredomain primäredomäne unternehmensdomäne namederunternehmensdomäne
        dominio dominios dominioprincipal dominiodecorreo dominiosdecorreo
        dominiodecorreoelectrónico dominiodelaempresa
        nombrededominio nombrededominiodelaempresa dominioweb sitioweb páginaweb
        domaine domaines domaineemail domainesemail domainedemessagerie nomdedomaine
        nomdedomainedelentreprise domaineprincipal urldusite urldusiteweb siteweb siteinternet
        domini sitoweb sitointernet dominioemail dominiodeemail domínio domínios site
        domein domeinen emaildomein domena domeny domenaemail stronainternetowa witryna
        domän epostdomän webbplats domæne hjemmeside domene nettsted verkkotunnus verkkosivu doména
        alanadı домен сайт
        ドメイン ドメイン名 メールドメイン 会社ドメイン 会社ドメイン名
        企業ドメイン 企業ドメイン名 会社のドメイン 会社のドメイン名
        ウェブサイト webサイト ホームページ サイトurl
        域名 邮箱域名 网站 网址 網域 網站 도메인 이메일도메인 웹사이트 홈페이지
    """,
    "contact": """
        contact contactname contactperson contactfullname person admin adminname administrator
        recipient fullname itcontact primarycontact personname
        ansprechpartner ansprechpartnerin ansprechperson kontakt kontaktperson kontaktname
        vollständigername
        contacto nombredelcontacto personadecontacto nombrecompleto
        nomducontact personneàcontacter personnedecontact interlocuteur nomcomplet
        contatto referente nomecompleto contato pessoadecontato contactpersoon osobakontaktowa
        kontaktníosoba yhteyshenkilö kapcsolattartó контакт контактноелицо
        担当者 担当者名 担当者氏名 ご担当者 ご担当者様 ご担当者名
        氏名 連絡先 連絡先名 取引先責任者名
        联系人 联系人姓名 聯絡人 담당자 담당자명
    """,
    "email": """
        email emails emailaddress contactemail contactemailaddress contactsemailaddress adminemail
        mail mailaddress recipientemail workemail businessemail primaryemail
        mailadresse emailadresse emaildesansprechpartners emailansprechpartner ansprechpartneremail
        kontaktemail
        correo correoelectrónico direccióndecorreo direccióndecorreoelectrónico emaildecontacto
        courriel courrielducontact adressemail adresseemail adressedemessagerie
        adresseélectronique emailducontact
        postaelettronica indirizzoemail indirizzodipostaelettronica endereçodeemail emailadres
        adresemail epost epostadress epostadresse sähköposti sähköpostiosoite eposta
        электроннаяпочта почта
        メール メールアドレス eメール eメールアドレス 電子メール 担当者メール 担当者メールアドレス
        邮箱 电子邮件 电子邮箱 邮件地址 電子郵件 이메일 이메일주소
    """,
    "language": """
        language languages lang locale preferredlanguage contactlanguage contactslanguage
        sprache
        korrespondenzsprache idioma lengua langue lingua língua taal język språk sprog kieli jazyk
        nyelv dil язык 言語 使用言語 语言 語言 언어
    """,
    "second_contact": """
        secondcontact secondcontactname secondarycontact secondarycontactname backupcontact
        deputy deputyname deputycontact othercontact contact2
        zweiteransprechpartner zweitkontakt stellvertreter stellvertretung vertretung
        segundocontacto contactosecundario suplente deuxiemecontact contactsecondaire suppleant
        副担当者 第二連絡先
    """,
    "second_email": """
        secondcontactemail secondcontactemailaddress secondcontactsemailaddress secondemail
        secondarycontactemail secondaryemail backupcontactemail deputyemail deputycontactemail
        email2 emaildesstellvertreters emailstellvertretung emaildelsegundocontacto
        emaildudeuxiemecontact 副担当者メールアドレス
    """,
    "second_language": "secondcontactlanguage secondcontactslanguage secondlanguage language2",
    "second_role": "secondcontactrole secondcontactsrole secondrole role2",
    "third_contact": "thirdcontact thirdcontactname contact3",
    "third_email": "thirdcontactemail thirdcontactemailaddress thirdcontactsemailaddress email3",
    "third_language": "thirdcontactlanguage thirdcontactslanguage thirdlanguage language3",
    "third_role": "thirdcontactrole thirdcontactsrole thirdrole role3",
    "fourth_contact": "fourthcontact fourthcontactname contact4",
    "fourth_email": """
        fourthcontactemail fourthcontactemailaddress fourthcontactsemailaddress email4
    """,
    "fourth_language": "fourthcontactlanguage fourthcontactslanguage fourthlanguage language4",
    "fourth_role": "fourthcontactrole fourthcontactsrole fourthrole role4",
    "dns_language": "dnscontactlanguage dnscontactslanguage dnslanguage",
    "dns_contact": """
        dnscontact dnscontactname dnsadmin dnsadministrator dnsperson dnsmanager domainadmin
        dnsansprechpartner dnskontakt contactodns contactdns dns担当者
    """,
    "dns_email": """
        dnscontactemail dnscontactemailaddress dnscontactsemailaddress dnsemail dnsadminemail
        dnsansprechpartneremail emaildnskontakt emaildelcontactodns emailducontactdns
        dns担当者メールアドレス
    """,
    "organization": """
        organization organisation org orgid organizationid organizationname auth0organization
        auth0id auth0org organisationsid organización
    """,
}
_LONGEST = 100
# What the object of a CRM is called before the name of a field: "Account: Website".
_CUSTOMERS = "account|company|customer|client|organi[sz]ation|kunde|firma|unternehmen|compte|cuenta"
_CONTACTS = "contact|person|kontakt|contacto"
_OF_AN_OBJECT = re.compile(
    rf"\s*(?:(?P<customer>{_CUSTOMERS})|{_CONTACTS})\s*[:.–-]\s*(?P<field>.+)", re.IGNORECASE
)
_ABOUT_CUSTOMERS = ("name", "external_id", "domains")
_ABOUT_CONTACTS = ("contact", "email", "language")
# The same within one word: "Customer domain", "Firmendomäne", "Primary email".
_CUSTOMER = re.compile(
    "(customer|client|account|company|organi[sz]ation|firmen?|kunden?|unternehmens?)s?"
)
_OF_THE_CUSTOMER = re.compile(
    "(del?cliente|delaempresa|duclient|del?entreprise|delasociete|delazienda|derfirma|des?kunden"
    "|desunternehmens|dellazienda|daempresa)"
)
_CONTACT = re.compile(
    "(contact|main|primary|first|preferred|admin|technical|sso|it|business|work|haupt|kontakt)s?"
)
_FIRST = re.compile("1(value)?")
_NUMBER = re.compile(r"(?<=\w)\s*[#№]")
_MORE = re.compile(r"[:.–([（-]")
_REMARK = re.compile(r"[(\[（][^)\]）]*[)\]）]")
# A remark that makes the column somebody else's.
_OTHERS = re.compile("owner|parent|created|modified|besitzer|inhaber|propri|übergeordnet", re.I)
# Where a file has a better one, this is not it: the website need not be where people have mail.
_SECOND_BEST = re.compile(
    "web|url|homepage|site|hjemmeside|サイト|ホームページ|网|網站|사이트|페이지"
)


@lru_cache(maxsize=2048)
def plain(heading: str) -> str:
    """Return a heading's letters and digits in lower case, without accents."""
    parts = unicodedata.normalize("NFKD", _NUMBER.sub(" number", heading)).casefold()
    # Marks of Japanese sounds are put together again; accents are not.
    bare = "".join(one for one in parts if not "\u0300" <= one <= "\u036f")
    return "".join(one for one in unicodedata.normalize("NFKC", bare) if one.isalnum())


HEADINGS = {field: frozenset(map(plain, words.split())) for field, words in _HEADINGS.items()}


@lru_cache(maxsize=2048)
def is_heading(text: str) -> bool:
    """Tell whether the columns of a file may be called so."""
    return any(_rank(text, field, names) is not None for field, names in HEADINGS.items())


def best(header: Sequence[str], field: str) -> int | None:
    """Return the column (from 0) that a field is most likely read from; None if none looks so."""
    ranks = {number: _rank(text, field, HEADINGS[field]) for number, text in enumerate(header)}
    fitting = {number: rank for number, rank in ranks.items() if rank is not None}
    return min(fitting, key=lambda number: fitting[number], default=None)


def _rank(heading: str, field: str, names: frozenset[str]) -> int | None:
    """How surely a heading means a field: 0 is best, None not at all."""
    if len(heading) > _LONGEST:
        return None
    bare = plain(heading)
    if bare in names:
        return 1 if _SECOND_BEST.search(bare) else 0
    if _begins(bare, field, names):
        return 2
    if not _MORE.search(heading):
        return None
    object_ = _OF_AN_OBJECT.fullmatch(heading)
    if object_:
        about, kind = (
            (_ABOUT_CUSTOMERS, "customer") if object_["customer"] else (_ABOUT_CONTACTS, "contact")
        )
        inner = plain(object_["field"])
        # "Contact: Name" is not the customer's.
        if field in about and (f"{kind}{inner}" in names or (inner in names and inner != "name")):
            return 2
    remark = _REMARK.search(heading)
    if remark and not _OTHERS.search(remark[0]):
        inner = plain(_REMARK.sub("", heading))
        if inner in names and inner not in ("name", "id"):
            return 3
    return None


def _begins(bare: str, field: str, names: frozenset[str]) -> bool:
    """Whether a heading says whose it is, or that there are several, besides a word that is known.

    Not of names: a customer's contact is no customer.
    """
    rests = []
    if field in ("domains", "external_id"):
        rests += [_head(_CUSTOMER, bare), _tail(_OF_THE_CUSTOMER, bare)]
    if field in ("contact", "email"):
        rests.append(_head(_CONTACT, bare))
    if field in ("domains", "email"):
        rests.append(_tail(_FIRST, bare))
    return any(rest in names for rest in rests)


def _head(word: re.Pattern[str], bare: str) -> str:
    found = word.match(bare)
    return bare[found.end() :] if found else ""


def _tail(word: re.Pattern[str], bare: str) -> str:
    found = re.search(f"(?:{word.pattern})$", bare)
    return bare[: found.start()] if found else ""
