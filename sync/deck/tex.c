/* SPDX-License-Identifier: MIT
 * TeX of notes to markup with Unicode's letters and signs, where that reads well. Recursion is capped. */
#include "sync/deck/tex.h"

#include <string.h>

#include "base/markup.h"

enum { DEPTH_MAX = 12 };

/* A sign, or a word in roman type; signs that relate two sides have room around them. */
static const struct sign {
	const char *name, *text;
} signs[] = {
	{"alpha", "α"},
	{"beta", "β"},
	{"gamma", "γ"},
	{"delta", "δ"},
	{"epsilon", "ε"},
	{"varepsilon", "ε"},
	{"zeta", "ζ"},
	{"eta", "η"},
	{"theta", "θ"},
	{"vartheta", "ϑ"},
	{"iota", "ι"},
	{"kappa", "κ"},
	{"lambda", "λ"},
	{"mu", "μ"},
	{"nu", "ν"},
	{"xi", "ξ"},
	{"pi", "π"},
	{"rho", "ρ"},
	{"sigma", "σ"},
	{"tau", "τ"},
	{"upsilon", "υ"},
	{"phi", "φ"},
	{"varphi", "φ"},
	{"chi", "χ"},
	{"psi", "ψ"},
	{"omega", "ω"},
	{"Gamma", "Γ"},
	{"Delta", "Δ"},
	{"Theta", "Θ"},
	{"Lambda", "Λ"},
	{"Xi", "Ξ"},
	{"Pi", "Π"},
	{"Sigma", "Σ"},
	{"Upsilon", "Υ"},
	{"Phi", "Φ"},
	{"Psi", "Ψ"},
	{"Omega", "Ω"},
	{"times", "×"},
	{"cdot", "·"},
	{"div", "÷"},
	{"pm", "±"},
	{"mp", "∓"},
	{"ast", "∗"},
	{"star", "⋆"},
	{"circ", "∘"},
	{"bullet", "•"},
	{"infty", "∞"},
	{"partial", "∂"},
	{"nabla", "∇"},
	{"forall", "∀"},
	{"exists", "∃"},
	{"emptyset", "∅"},
	{"varnothing", "∅"},
	{"int", "∫"},
	{"iint", "∬"},
	{"oint", "∮"},
	{"sum", "∑"},
	{"prod", "∏"},
	{"angle", "∠"},
	{"degree", "°"},
	{"prime", "′"},
	{"ldots", "…"},
	{"dots", "…"},
	{"cdots", "⋯"},
	{"hbar", "ℏ"},
	{"ell", "ℓ"},
	{"Re", "ℜ"},
	{"Im", "ℑ"},
	{"aleph", "ℵ"},
	{"langle", "⟨"},
	{"rangle", "⟩"},
	{"lfloor", "⌊"},
	{"rfloor", "⌋"},
	{"lceil", "⌈"},
	{"rceil", "⌉"},
	{"neg", "¬"},
	{"lnot", "¬"},
	{"land", "∧"},
	{"wedge", "∧"},
	{"lor", "∨"},
	{"vee", "∨"},
	{"cap", "∩"},
	{"cup", "∪"},
	{"setminus", "∖"},
	{"oplus", "⊕"},
	{"otimes", "⊗"},
	{"perp", "⊥"},
	{"LaTeX", "LaTeX"},
	{"TeX", "TeX"},
	{"leq", " ≤ "},
	{"le", " ≤ "},
	{"geq", " ≥ "},
	{"ge", " ≥ "},
	{"neq", " ≠ "},
	{"ne", " ≠ "},
	{"approx", " ≈ "},
	{"equiv", " ≡ "},
	{"sim", " ∼ "},
	{"cong", " ≅ "},
	{"propto", " ∝ "},
	{"in", " ∈ "},
	{"notin", " ∉ "},
	{"ni", " ∋ "},
	{"subset", " ⊂ "},
	{"subseteq", " ⊆ "},
	{"supset", " ⊃ "},
	{"supseteq", " ⊇ "},
	{"to", " → "},
	{"rightarrow", " → "},
	{"leftarrow", " ← "},
	{"leftrightarrow", " ↔ "},
	{"Rightarrow", " ⇒ "},
	{"Leftarrow", " ⇐ "},
	{"Leftrightarrow", " ⇔ "},
	{"implies", " ⇒ "},
	{"iff", " ⇔ "},
	{"mapsto", " ↦ "},
	{"longrightarrow", " ⟶ "},
	{"mid", " | "},
	{"ll", " ≪ "},
	{"gg", " ≫ "},
	{"parallel", " ∥ "},
	{"rightleftharpoons", " ⇌ "},
	{"uparrow", " ↑ "},
	{"downarrow", " ↓ "},
	{"sin", "sin "},
	{"cos", "cos "},
	{"tan", "tan "},
	{"cot", "cot "},
	{"sec", "sec "},
	{"csc", "csc "},
	{"arcsin", "arcsin "},
	{"arccos", "arccos "},
	{"arctan", "arctan "},
	{"sinh", "sinh "},
	{"cosh", "cosh "},
	{"tanh", "tanh "},
	{"log", "log "},
	{"ln", "ln "},
	{"exp", "exp "},
	{"lim", "lim "},
	{"max", "max "},
	{"min", "min "},
	{"sup", "sup "},
	{"inf", "inf "},
	{"det", "det "},
	{"dim", "dim "},
	{"ker", "ker "},
	{"gcd", "gcd "},
	{"Pr", "Pr "},
	{"arg", "arg "},
	{"deg", "deg "},
	{"mod", "mod "},
	{"quad", " "},
	{"qquad", " "},
	{"displaystyle", ""},
	{"limits", ""},
	{"mathstrut", ""},
};

struct tex {
	struct str rest;
	bool math;
	int depth;
};

static bool group(struct tex *t, struct buf *out, const char *stop);

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void put(struct buf *out, char c)
{
	if (strchr("\\`*_~^=+[]", c))
		buf_addc(out, '\\');
	buf_addc(out, c);
}

static void skip_spaces(struct tex *t)
{
	while (t->rest.len && (t->rest.s[0] == ' ' || t->rest.s[0] == '\n' || t->rest.s[0] == '\t'))
		t->rest = str_slice(t->rest, 1, t->rest.len);
}

static bool command(struct tex *t, struct buf *out);

/* One argument: a group, a command, or a character. */
static bool argument(struct tex *t, struct buf *out)
{
	skip_spaces(t);
	if (!t->rest.len || t->rest.s[0] == '}' || t->rest.s[0] == '^' || t->rest.s[0] == '_')
		return false;
	if (t->rest.s[0] == '{') {
		t->rest = str_slice(t->rest, 1, t->rest.len);
		return group(t, out, "}");
	}
	if (t->rest.s[0] == '\\')
		return command(t, out);
	do { /* a character, with the bytes that continue it */
		put(out, t->rest.s[0]);
		t->rest = str_slice(t->rest, 1, t->rest.len);
	} while (t->rest.len && ((unsigned char)t->rest.s[0] & 0xC0) == 0x80);
	return true;
}

/* Whether the markup is a single letter, number or bracketed thing, so that it needs no brackets. */
static bool is_single(struct str markup)
{
	size_t points = 0, others = 0;

	for (size_t i = 0; i < markup.len; i++) {
		points += ((unsigned char)markup.s[i] & 0xC0) != 0x80;
		others += !is_letter(markup.s[i]) && !(markup.s[i] >= '0' && markup.s[i] <= '9') &&
			  markup.s[i] != '.';
	}
	return points == 1 || others == 0;
}

static void put_bracketed(struct buf *out, struct buf *part)
{
	buf_addf(out, is_single(buf_str(part)) ? "%s" : "(%s)", buf_z(part));
	buf_fini(part);
}

static bool fraction(struct tex *t, struct buf *out)
{
	struct buf above = {0}, below = {0};
	bool ok = argument(t, &above) && argument(t, &below);

	if (ok) {
		put_bracketed(out, &above);
		buf_addc(out, '/');
		put_bracketed(out, &below);
	}
	buf_fini(&above);
	buf_fini(&below);
	return ok;
}

static bool root(struct tex *t, struct buf *out)
{
	struct buf part = {0};
	bool ok;

	skip_spaces(t);
	if (t->rest.len && t->rest.s[0] == '[') {
		if (!str_starts(t->rest, "[3]") && !str_starts(t->rest, "[4]"))
			return false;
		buf_addz(out, t->rest.s[1] == '3' ? "∛" : "∜");
		t->rest = str_slice(t->rest, 3, t->rest.len);
	} else {
		buf_addz(out, "√");
	}
	ok = argument(t, &part);
	if (ok)
		put_bracketed(out, &part);
	buf_fini(&part);
	return ok;
}

/* A script reads well as one when it is short and holds no script itself. */
static bool script(struct tex *t, struct buf *out, char mark)
{
	struct buf part = {0};
	bool ok = argument(t, &part);

	if (ok && part.len && !strpbrk(part.s, "^~ `*_")) {
		buf_addf(out, "%c%s%c", mark, part.s, mark);
	} else if (ok && part.len) {
		buf_addz(out, mark == '^' ? "\\^" : "\\_");
		buf_addf(out, "(%s)", part.s);
	}
	buf_fini(&part);
	return ok;
}

static bool text_argument(struct tex *t, struct buf *out)
{
	bool math = t->math, ok;

	t->math = false;
	ok = argument(t, out);
	t->math = math;
	return ok;
}

static bool delimiter(struct tex *t)
{
	skip_spaces(t);
	if (t->rest.len && t->rest.s[0] == '.')
		t->rest = str_slice(t->rest, 1, t->rest.len);
	return true;
}

static bool named(struct tex *t, struct buf *out, struct str name)
{
	static const char *const plain[] = {"text",   "mathrm", "mathbf",	"mathit",  "textbf",
					    "textit", "mathsf", "operatorname", "mathcal", "emph",
					    "mbox",   "textrm", "boldsymbol",	"mathbb"};

	if (str_is(name, "frac") || str_is(name, "dfrac") || str_is(name, "tfrac"))
		return fraction(t, out);
	if (str_is(name, "sqrt"))
		return root(t, out);
	if (str_is(name, "left") || str_is(name, "right") || str_is(name, "big") || str_is(name, "Big"))
		return delimiter(t);
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		if (str_is(name, plain[i]))
			return text_argument(t, out);
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (str_is(name, signs[i].name)) {
			buf_addz(out, signs[i].text);
			return true;
		}
	return false;
}

static bool command(struct tex *t, struct buf *out)
{
	struct str s = t->rest;
	size_t len = 1;

	while (len < s.len && is_letter(s.s[len]))
		len++;
	if (s.len < 2)
		return false;
	if (len == 1) { /* \, \{ and the like */
		char c = s.s[1];

		t->rest = str_slice(s, 2, s.len);
		if (strchr("{}%$#&_", c))
			put(out, c);
		else if (strchr(" ;:>", c))
			buf_addc(out, ' ');
		else if (c == '|')
			buf_addz(out, "‖");
		else
			return c == ',' || c == '!' || c == '/';
		return true;
	}
	t->rest = str_slice(s, len, s.len);
	return named(t, out, str_slice(s, 1, len));
}

/* The length of "{{c1::", which stays as it is. */
static size_t cloze_len(struct str s)
{
	size_t i = 3;

	if (!str_starts(s, "{{c"))
		return 0;
	while (i < s.len && i < 7 && s.s[i] >= '0' && s.s[i] <= '9')
		i++;
	return i > 3 && str_starts(str_slice(s, i, s.len), "::") ? i + 2 : 0;
}

static bool step(struct tex *t, struct buf *out)
{
	size_t cloze = cloze_len(t->rest);
	char c = t->rest.s[0];

	if (cloze) {
		buf_add(out, str_slice(t->rest, 0, cloze));
		t->rest = str_slice(t->rest, cloze, t->rest.len);
		if (!group(t, out, "}}"))
			return false;
		buf_addz(out, "}}");
		return true;
	}
	if (c == '\\')
		return command(t, out);
	t->rest = str_slice(t->rest, 1, t->rest.len);
	if (c == '{')
		return group(t, out, "}");
	if (c == '$') {
		t->math = !t->math;
		if (t->rest.len && t->rest.s[0] == '$')
			t->rest = str_slice(t->rest, 1, t->rest.len);
		return true;
	}
	if (c == '^' || c == '_')
		return t->math && script(t, out, c == '^' ? '^' : '~');
	if (c == '&' || c == '}' || c == '%')
		return false;
	if (c == '~' || (!t->math && (c == ' ' || c == '\n' || c == '\t')))
		buf_addc(out, ' ');
	else if (c != ' ' && c != '\n' && c != '\t')
		put(out, c);
	return true;
}

/* Everything up to `stop`, which is taken; "" is the end of the source. */
static bool group(struct tex *t, struct buf *out, const char *stop)
{
	if (++t->depth > DEPTH_MAX)
		return false;
	while (t->rest.len && !(*stop && str_starts(t->rest, stop)))
		if (!step(t, out))
			return false;
	t->depth--;
	if (*stop && !t->rest.len)
		return false;
	t->rest = str_slice(t->rest, strlen(stop), t->rest.len);
	return true;
}

bool tex_to_markup(struct buf *out, struct str tex, enum tex_mode mode)
{
	struct tex t = {.rest = str_trim(tex), .math = mode == TEX_MATH};
	struct buf text = {0};
	bool ok = group(&t, &text, "") && text.len;

	if (ok)
		buf_add(out, str_trim(buf_str(&text)));
	buf_fini(&text);
	return ok;
}
