/* SPDX-License-Identifier: MIT
 * Named characters of HTML: those that notes use. */
#include <string.h>

#include "base/utf8.h"
#include "sync/deck/html.h"

static const struct entity {
	const char *name, *text;
} entities[] = {
	{"amp", "&"},	  {"lt", "<"},	    {"gt", ">"},     {"quot", "\""},  {"apos", "'"},
	{"nbsp", " "},	  {"iexcl", "¡"},   {"cent", "¢"},   {"pound", "£"},  {"curren", "¤"},
	{"yen", "¥"},	  {"sect", "§"},    {"copy", "©"},   {"laquo", "«"},  {"not", "¬"},
	{"reg", "®"},	  {"deg", "°"},	    {"plusmn", "±"}, {"sup2", "²"},   {"sup3", "³"},
	{"acute", "´"},	  {"micro", "µ"},   {"para", "¶"},   {"middot", "·"}, {"sup1", "¹"},
	{"ordf", "ª"},	  {"ordm", "º"},    {"raquo", "»"},  {"frac14", "¼"}, {"frac12", "½"},
	{"frac34", "¾"},  {"iquest", "¿"},  {"Agrave", "À"}, {"Aacute", "Á"}, {"Acirc", "Â"},
	{"Atilde", "Ã"},  {"Auml", "Ä"},    {"Aring", "Å"},  {"AElig", "Æ"},  {"Ccedil", "Ç"},
	{"Egrave", "È"},  {"Eacute", "É"},  {"Ecirc", "Ê"},  {"Euml", "Ë"},   {"Igrave", "Ì"},
	{"Iacute", "Í"},  {"Icirc", "Î"},   {"Iuml", "Ï"},   {"ETH", "Ð"},    {"Ntilde", "Ñ"},
	{"Ograve", "Ò"},  {"Oacute", "Ó"},  {"Ocirc", "Ô"},  {"Otilde", "Õ"}, {"Ouml", "Ö"},
	{"times", "×"},	  {"Oslash", "Ø"},  {"Ugrave", "Ù"}, {"Uacute", "Ú"}, {"Ucirc", "Û"},
	{"Uuml", "Ü"},	  {"Yacute", "Ý"},  {"THORN", "Þ"},  {"szlig", "ß"},  {"agrave", "à"},
	{"aacute", "á"},  {"acirc", "â"},   {"atilde", "ã"}, {"auml", "ä"},   {"aring", "å"},
	{"aelig", "æ"},	  {"ccedil", "ç"},  {"egrave", "è"}, {"eacute", "é"}, {"ecirc", "ê"},
	{"euml", "ë"},	  {"igrave", "ì"},  {"iacute", "í"}, {"icirc", "î"},  {"iuml", "ï"},
	{"eth", "ð"},	  {"ntilde", "ñ"},  {"ograve", "ò"}, {"oacute", "ó"}, {"ocirc", "ô"},
	{"otilde", "õ"},  {"ouml", "ö"},    {"divide", "÷"}, {"oslash", "ø"}, {"ugrave", "ù"},
	{"uacute", "ú"},  {"ucirc", "û"},   {"uuml", "ü"},   {"yacute", "ý"}, {"thorn", "þ"},
	{"yuml", "ÿ"},	  {"OElig", "Œ"},   {"oelig", "œ"},  {"Scaron", "Š"}, {"scaron", "š"},
	{"ndash", "–"},	  {"mdash", "—"},   {"lsquo", "‘"},  {"rsquo", "’"},  {"sbquo", "‚"},
	{"ldquo", "“"},	  {"rdquo", "”"},   {"bdquo", "„"},  {"dagger", "†"}, {"bull", "•"},
	{"hellip", "…"},  {"permil", "‰"},  {"prime", "′"},  {"Prime", "″"},  {"lsaquo", "‹"},
	{"rsaquo", "›"},  {"euro", "€"},    {"trade", "™"},  {"larr", "←"},   {"uarr", "↑"},
	{"rarr", "→"},	  {"darr", "↓"},    {"harr", "↔"},   {"rArr", "⇒"},   {"lArr", "⇐"},
	{"hArr", "⇔"},	  {"forall", "∀"},  {"part", "∂"},   {"exist", "∃"},  {"empty", "∅"},
	{"nabla", "∇"},	  {"isin", "∈"},    {"notin", "∉"},  {"ni", "∋"},     {"prod", "∏"},
	{"sum", "∑"},	  {"minus", "−"},   {"radic", "√"},  {"prop", "∝"},   {"infin", "∞"},
	{"ang", "∠"},	  {"and", "∧"},	    {"or", "∨"},     {"cap", "∩"},    {"cup", "∪"},
	{"int", "∫"},	  {"there4", "∴"},  {"sim", "∼"},    {"cong", "≅"},   {"asymp", "≈"},
	{"ne", "≠"},	  {"equiv", "≡"},   {"le", "≤"},     {"ge", "≥"},     {"sub", "⊂"},
	{"sup", "⊃"},	  {"sube", "⊆"},    {"supe", "⊇"},   {"oplus", "⊕"},  {"otimes", "⊗"},
	{"perp", "⊥"},	  {"sdot", "⋅"},    {"Alpha", "Α"},  {"Beta", "Β"},   {"Gamma", "Γ"},
	{"Delta", "Δ"},	  {"Epsilon", "Ε"}, {"Zeta", "Ζ"},   {"Eta", "Η"},    {"Theta", "Θ"},
	{"Iota", "Ι"},	  {"Kappa", "Κ"},   {"Lambda", "Λ"}, {"Mu", "Μ"},     {"Nu", "Ν"},
	{"Xi", "Ξ"},	  {"Omicron", "Ο"}, {"Pi", "Π"},     {"Rho", "Ρ"},    {"Sigma", "Σ"},
	{"Tau", "Τ"},	  {"Upsilon", "Υ"}, {"Phi", "Φ"},    {"Chi", "Χ"},    {"Psi", "Ψ"},
	{"Omega", "Ω"},	  {"alpha", "α"},   {"beta", "β"},   {"gamma", "γ"},  {"delta", "δ"},
	{"epsilon", "ε"}, {"zeta", "ζ"},    {"eta", "η"},    {"theta", "θ"},  {"iota", "ι"},
	{"kappa", "κ"},	  {"lambda", "λ"},  {"mu", "μ"},     {"nu", "ν"},     {"xi", "ξ"},
	{"omicron", "ο"}, {"pi", "π"},	    {"rho", "ρ"},    {"sigmaf", "ς"}, {"sigma", "σ"},
	{"tau", "τ"},	  {"upsilon", "υ"}, {"phi", "φ"},    {"chi", "χ"},    {"psi", "ψ"},
	{"omega", "ω"},	  {"check", "✓"},
};

static bool numeric(struct buf *out, struct str digits)
{
	unsigned base = 10;
	uint32_t point = 0;
	size_t i = 0;

	if (digits.len && (digits.s[0] == 'x' || digits.s[0] == 'X'))
		base = 16, i = 1;
	if (i == digits.len || digits.len > 8)
		return false;
	for (; i < digits.len; i++) {
		unsigned c = (unsigned char)digits.s[i], value = c - '0';

		if (c >= 'a' && c <= 'f')
			value = c - 'a' + 10;
		else if (c >= 'A' && c <= 'F')
			value = c - 'A' + 10;
		if (value >= base)
			return false;
		point = point * base + value;
	}
	if (point == 0 || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000))
		point = UTF8_BAD;
	if (point == 0xA0)
		point = ' ';
	utf8_put(out, point);
	return true;
}

bool html_entity(struct buf *out, struct str name)
{
	if (name.len && name.s[0] == '#')
		return numeric(out, str_slice(name, 1, name.len));
	for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++)
		if (str_is(name, entities[i].name)) {
			buf_addz(out, entities[i].text);
			return true;
		}
	return false;
}
