using System.Text;
using Steadytrace.Traces.Ctf.Layout;
using Steadytrace.Traces.Ctf.Metadata;

namespace Steadytrace.Traces.Tests.Ctf;

public sealed class MetadataTests
{
    private const string Begin = "typealias integer { size = 8; } := u8; trace { major = 1; minor = 8; byte_order = le; }; ";

    [Theory]
    [InlineData("0", 0UL)]
    [InlineData("0x1F", 31UL)]
    [InlineData("017", 15UL)]
    [InlineData("18446744073709551615ULL", ulong.MaxValue)]
    public void Integers_of_all_bases_are_read(string text, ulong value) => Assert.Equal(value, new Lexer(Encoding.UTF8.GetBytes(text), 0, new WordList()).Next().Number);

    [Fact]
    public void Comments_escapes_and_line_ends_are_read_over()
    {
        var tokens = new TokenReader("/* a * b **/ x // c\r\n = \"\\x41\\102\\u00e9\\\"\" 'q' ..."u8.ToArray());

        Assert.Equal("x", tokens.Take().Value);
        Assert.Equal("=", tokens.Take().Value);
        Assert.Equal("AB\u00e9\"", tokens.Take().Value);
        Assert.Equal("q", tokens.Take().Value);
        Assert.Equal("...", tokens.Take().Value);
        Assert.Equal(TokenKind.End, tokens.Take().Kind);
    }

    [Theory]
    [InlineData("99999999999999999999", "64 bits")]
    [InlineData("08", "digit")]
    [InlineData("\"abc", "closing quote")]
    [InlineData("/* abc", "comment without end")]
    [InlineData("@", "0x40")]
    [InlineData("\"a\0b\"", "zero byte")]
    public void What_is_no_token_is_refused(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<MetadataException>(() => new TokenReader(Encoding.UTF8.GetBytes(text))).Message);

    [Theory]
    [InlineData("u8 a; integer { size = 16; align = 16; } b; u8 c;", 16, 40)]
    [InlineData("u8 a; struct { u8 b; integer { size = 32; align = 32; } c; } d;", 32, 96)]
    [InlineData("integer { size = 5; } a; integer { size = 27; } b;", 1, 32)]
    [InlineData("u8 a[3]; u8 b[2][4];", 8, 88)]
    [InlineData("u8 a; integer { size = 8; align = 32; } b[0]; u8 c;", 32, 40)]
    [InlineData("floating_point { exp_dig = 11; mant_dig = 53; align = 64; } a;", 64, 64)]
    [InlineData("enum : u8 { A, B = 3, C = 5 ... 9 } a, b;", 8, 16)]
    public void Fixed_fields_have_the_size_and_alignment_of_the_specification(string fields, int alignment, long bits)
    {
        var payload = Payload(fields);

        Assert.Equal((alignment, bits), (payload.Alignment, payload.FixedSize));
    }

    [Fact]
    public void Types_have_names_of_several_words_and_stars_and_scopes_of_their_own()
    {
        var payload = Payload("""
            typealias integer { size = 64; } := unsigned long; typealias integer { size = 32; } := void *;
            typedef integer { size = 16; } short_t, pair_t[2];
            struct inner { unsigned long a; }; struct inner b; const unsigned long c; void *d; short_t e; pair_t f;
            """);

        Assert.Equal(["b", "c", "d", "e", "f"], payload.Members.Select(member => member.Name));
        Assert.Equal([64, 64, 32, 16, 32], payload.Members.Select(member => member.Class.FixedSize!.Value));
    }

    [Fact]
    public void A_named_variant_gets_its_tag_where_it_is_used()
    {
        var payload = Payload("""
            variant both { u8 small; integer { size = 64; } large; };
            enum : integer { size = 8; signed = true; } { small = -1, large = 1 ... 3 } t;
            struct { variant both <t> v; } s;
            """);

        var variant = Assert.IsType<VariantClass>(Assert.IsType<StructureClass>(payload.Members[1].Class).Members[0].Class);
        Assert.Equal(payload.Members[0].Slot, variant.TagSlot);
        Assert.Equal(8, variant.Choose(unchecked((ulong)-1L))!.FixedSize);
        Assert.Equal(64, variant.Choose(2)!.FixedSize);
        Assert.Null(variant.Choose(0));
    }

    [Fact]
    public void Lengths_are_found_in_every_scope()
    {
        using var trace = new SmallTrace("""
            typealias integer { size = 8; } := u8;
            trace { major = 1; minor = 8; byte_order = le; packet.header := struct { u8 h; }; };
            stream { packet.context := struct { u8 p; }; event.header := struct { u8 e; }; event.context := struct { u8 c; }; };
            event { name = all; context := struct { u8 o; }; fields := struct {
              u8 a[trace.packet.header.h]; u8 b[stream.packet.context.p]; u8 d[stream.event.header.e]; u8 f[stream.event.context.c]; u8 g[event.context.o]; u8 i[o]; }; };
            """, ("stream", SmallTrace.Bytes(1, 2, 1, 2, 3, new byte[1 + 2 + 1 + 2 + 3 + 3], 0, 0, 0, new byte[3])));

        var report = trace.Count();

        Assert.Empty(report.Faults);
        Assert.Equal(2, report.Tally.Events);
    }

    [Theory]
    [InlineData("integer { size = 65; } a;", "65 bits")]
    [InlineData("integer { align = 8; } a;", "without size")]
    [InlineData("integer { size = 8; align = 3; } a;", "alignment of 3")]
    [InlineData("unknown a;", "'unknown' is not declared")]
    [InlineData("u8 a; u8 a;", "two fields named 'a'")]
    [InlineData("u8 b[a];", "not a field before")]
    [InlineData("string a; u8 b[a];", "no unsigned integer")]
    [InlineData("u8 t; variant <t> { u8 a; } b;", "no enumeration")]
    [InlineData("u8 a[0x7fffffffffffffff];", "larger than any packet")]
    [InlineData("integer { size = 8; map = clock.nobody.value; } a;", "'nobody' is not declared")]
    public void A_field_that_cannot_be_is_refused(string fields, string reason) =>
        Assert.Contains(reason, Assert.Throws<MetadataException>(() => Payload(fields)).Message);

    [Fact]
    public void Types_nested_without_measure_are_refused_and_not_followed()
    {
        var deep = string.Concat(Enumerable.Repeat("struct { ", 100_000)) + "u8 a;" + string.Concat(Enumerable.Repeat("} x;", 100_000));
        var laughs = new StringBuilder("struct s0 { u8 a; u8 b; }; ");
        for (var i = 1; i < 60; i++) laughs.Append($"struct s{i} {{ struct s{i - 1} a; struct s{i - 1} b; }}; ");

        var chain = new StringBuilder("struct s0 { u8 a; }; ");
        for (var i = 1; i < 50_000; i++) chain.Append($"struct s{i} {{ struct s{i - 1} a; }}; ");

        Assert.Contains("nested", Assert.Throws<MetadataException>(() => Payload(deep)).Message);
        Assert.Contains("nested", Assert.Throws<MetadataException>(() => Payload(chain + "struct s49999 a;")).Message);
        Assert.Equal(8, Payload("u8 a" + string.Concat(Enumerable.Repeat("[1]", 60)) + ";").FixedSize);
        Assert.Contains("more than", Assert.Throws<MetadataException>(() => Payload(laughs + "struct s59 a;")).Message);
    }

    private static StructureClass Payload(string fields)
    {
        var text = Begin + $"event {{ name = e; fields := struct {{ {fields} }}; }};";
        return LayoutBuilder.Build(MetadataParser.Parse(Encoding.UTF8.GetBytes(text))).Streams[0].Events[0].Payload!;
    }
}
