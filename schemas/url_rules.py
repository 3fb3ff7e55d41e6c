"""What is known of other people's URLs: which parameters track readers, which hosts only redirect or shorten.

Data for `schemas.urls`. Gathered from the vendors' documentation of their own parameters; a parameter that may be an
article's id on some site (`id`, `p`, `sid`, `cid`, `source`, `ref` …) is never listed for all hosts.
"""

import re
from typing import NamedTuple


def _names(table: str) -> frozenset[str]:
    return frozenset(table.split())


TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "piwik_", "matomo_", "itm_", "otm_", "hsa_", "hmb_", "at_custom")
"""Parameter names, lower case, that begin so are dropped on every host."""

TRACKING = _names(
    """
    fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid igshid igsh mibextid srsltid li_fat_id
    rdt_cid wickedid epik _ga _gl _hsenc _hsmi __hssc __hstc __hsfp hsctatracking mc_cid mc_eid mkt_tok vero_id
    vero_conv oly_anon_id oly_enc_id ml_subscriber ml_subscriber_hash rb_clickid s_cid cmpid cmp xtor at_medium
    at_campaign wt_mc wtrid ns_mchannel ns_campaign ns_source echobox spm __twitter_impression ref_src ref_url
    fb_action_ids fb_source fb_ref action_object_map _openstat gs_l phpsessid jsessionid
    """
)
"""Parameter names, lower case, dropped on every host."""

SESSION = re.compile(r"(?i)session_?id=[0-9a-f]{32,}")
"""A session in a parameter of a name that a site might use otherwise: dropped only where the value is one."""

HOST_TRACKING: dict[str, frozenset[str]] = {
    "x.com": frozenset({"s", "t", "cn"}),
    "twitter.com": frozenset({"s", "t", "cn"}),
    "nytimes.com": frozenset({"smid", "emc", "partner", "unlocked_article_code"}),
    "medium.com": frozenset({"source", "r", "publication_id", "post_id", "isfreemail"}),
    "substack.com": frozenset({"source", "r", "publication_id", "post_id", "isfreemail"}),
    "reddit.com": frozenset({"share_id", "ref_source"}),
    "linkedin.com": frozenset({"trk", "trackingid", "refid"}),
    "facebook.com": frozenset({"__cft__[0]", "__tn__", "refsrc", "eid"}),
    "news.google.com": frozenset({"ved", "usg", "sa", "oc", "ceid"}),
}
"""Dropped on this host and the hosts under it."""

HOST_TRACKING_PREFIXES: dict[str, tuple[str, ...]] = {
    "x.com": ("ref_",),
    "twitter.com": ("ref_",),
    "facebook.com": ("hc_",),
}

HOST_KEEPS: dict[str, frozenset[str]] = {
    "youtube.com": frozenset({"v", "list", "t"}),
    "youtube-nocookie.com": frozenset({"v", "list", "t"}),
    "youtu.be": frozenset({"list", "t"}),
}
"""On the watch pages of these hosts every other parameter is dropped."""


class Redirector(NamedTuple):
    """A page whose only work is to send the reader on; the target stands in one of `names`."""

    host: re.Pattern[str]
    path: re.Pattern[str]
    names: tuple[str, ...]


def _redirector(host: str, path: str, *names: str) -> Redirector:
    return Redirector(re.compile(host), re.compile(path), names)


REDIRECTORS = (
    _redirector(r"(?:www\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?", r"/url", "q", "url"),
    _redirector(r"lm?\.facebook\.com", r"/l\.php", "u"),
    _redirector(r"l\.instagram\.com", r"/?", "u"),
    _redirector(r"out\.reddit\.com", r"/.*", "url"),
    _redirector(r"(?:www\.|m\.)?youtube\.com", r"/redirect", "q"),
    _redirector(r"t\.umblr\.com", r"/redirect", "z"),
    _redirector(r"(?:www\.|m\.)?vk\.com", r"/away(?:\.php)?", "to"),
    _redirector(r"away\.vk\.com", r"/.*", "to"),
    _redirector(r"(?:www\.)?steamcommunity\.com", r"/linkfilter/?", "u", "url"),
    _redirector(r"(?:[a-z0-9-]+\.)*safelinks\.protection\.outlook\.com", r"/.*", "url"),
    _redirector(r"exit\.sc", r"/?", "url"),
)

SHORTENERS = _names(
    """
    t.co bit.ly buff.ly ow.ly lnkd.in is.gd tinyurl.com trib.al dlvr.it nyti.ms wapo.st reut.rs bbc.in cnn.it on.ft.com
    amzn.to youtu.be goo.gl fb.me ift.tt j.mp rb.gy t.ly cutt.ly shorturl.at econ.st politi.co nbcnews.to cbsn.ws
    on.wsj.com tmblr.co v.gd tiny.cc s.id
    """
)

SHORT_LINK = re.compile(r"https?://[a-z]{1,4}\.[a-z]{2}/[A-Za-z0-9]{3,12}/?")
"""What an unlisted shortener looks like: a tiny host and one short code (Media Cloud's rule)."""

CASE_SENSITIVE = _names(
    """
    youtube.com instagram.com threads.com threads.net tiktok.com facebook.com docs.google.com drive.google.com
    news.google.com archive.ph archive.is archive.today pastebin.com imgur.com vimeo.com spotify.com flickr.com
    """
)
"""Hosts whose path segments are codes where case tells two things apart; shorteners are so by nature."""
