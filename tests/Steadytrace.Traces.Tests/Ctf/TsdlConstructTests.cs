using System.Buffers.Binary;
using System.Text;
using Steadytrace.Traces.Ctf.Layout;
using Steadytrace.Traces.Ctf.Metadata;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Tests.Ctf;

/// <summary>The constructs of CTF 1.8's metadata language, one by one.</summary>
public sealed class TsdlConstructTests
{
    private const string Begin = "typealias integer { size = 8; } := u8; trace { major = 1; minor = 8; byte_order = le; }; ";

    [Theory]
    [InlineData("8", "8")]
    [InlineData("(8)", "8")]
    [InlineData("+8", "8")]
    [InlineData("-(-8)", "8")]
    [InlineData("- 5", "-5")]
    [InlineData("~0", "-1")]
    [InlineData("2 + 3 * 4", "14")]
    [InlineData("(2 + 3) * 4", "20")]
    [InlineData("20 - 4 - 3", "13")]
    [InlineData("100 / 7 % 4", "2")]
    [InlineData("1 << 4 | 1", "17")]
    [InlineData("0xF0 >> 4 & 6 ^ 1", "7")]
    [InlineData("1 | 2 ^ 6 & 5", "7")]
    [InlineData("1 << 3 + 1", "16")]
    [InlineData("'A' + 1", "66")]
    [InlineData("'\\n'", "10")]
    [InlineData("0x10UL + 010ll + 10u", "34")]
    [InlineData("0xFFFFFFFFFFFFFFFFull", "18446744073709551615")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("18446744073709551615 - 1", "18446744073709551614")]
    public void Constant_expressions_have_the_value_that_C_gives_them(string text, string value)
    {
        var constant = Constant.Read(new TokenReader(Encoding.UTF8.GetBytes(text + ";")));

        Assert.Equal(value, (constant.Negative ? "-" : "") + constant.Magnitude);
    }

    [Theory]
    [InlineData("1 / 0", "division by 0")]
    [InlineData("1 % (2 - 2)", "division by 0")]
    [InlineData("1 << 64", "shift by 64")]
    [InlineData("1 << -1", "shift by -1")]
    [InlineData("0xFFFFFFFFFFFFFFFF + 1", "64 bits")]
    [InlineData("0xFFFFFFFFFFFFFFFF * 0xFFFFFFFFFFFFFFFF", "64 bits")]
    [InlineData("0xFFFFFFFFFFFFFFFF * -0xFFFFFFFFFFFFFFFF", "64 bits")]
    [InlineData("-9223372036854775809", "64 bits")]
    [InlineData("\"a\" + 1", "no integer")]
    [InlineData("name - 1", "no integer")]
    [InlineData("'ab'", "2 characters")]
    [InlineData("(1", "')' was expected")]
    [InlineData("1 +", "a value was expected")]
    public void An_expression_without_value_is_refused(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<MetadataException>(() => Constant.Read(new TokenReader(Encoding.UTF8.GetBytes(text + ";")))).Message);

    [Fact]
    public void Brackets_and_signs_nested_without_measure_are_refused()
    {
        foreach (var sign in (string[])["(", "-", "~"])
            Assert.Contains("nested", Assert.Throws<MetadataException>(() => Constant.Read(new TokenReader(Encoding.UTF8.GetBytes(new string(sign[0], 100_000) + "1")))).Message);
    }

    public static TheoryData<string, int, long> Fixed() => new()
    {
        { "integer { size = 2 * 8; align = 1 << 4; } a; u8 b[(1 + 2) * 3];", 16, 16 + 72 },
        { "integer { size = 23; } a; integer { size = 41; } b;", 1, 64 },
        { "integer { size = 64; signed = 1; base = hexadecimal; encoding = none; byte_order = be; map = clock.c.value; } a;", 8, 64 },
        { "integer { size = 7; base = 8; signed = TRUE; encoding = ASCII; } a; integer { size = 1; base = \"x\"; signed = FALSE; } b;", 1, 8 },
        { "floating_point { exp_dig = 5; mant_dig = 11; } a;", 8, 16 },
        { "floating_point { exp_dig = 8; mant_dig = 24; byte_order = be; align = 32; } a;", 32, 32 },
        { "floating_point { exp_dig = 15; mant_dig = 64; } a; u8 b;", 8, 79 + 1 + 8 },
        { "floating_point { mant_dig = 113; exp_dig = 15; } a;", 8, 128 },
        { "struct { u8 a; } a; struct { } b; struct { u8 c; } align(16) c;", 16, 16 + 8 },
        { "struct s { u8 a; }; struct s align(64) a; struct s b;", 64, 16 },
        { "struct s { u8 x; }; struct s align;", 8, 8 },
        { "u8 a[2][3][4]; u8 b[0]; struct { u8 c; integer { size = 16; align = 16; } d; } e[2];", 16, 24 * 8 + 64 },
        { "typealias struct { u8 a; u8 b; } := pair; pair a; pair b[2]; const pair c; pair const d;", 8, 80 },
        { "typealias enum : u8 { A } := kind; kind a; typealias kind := other; other b;", 8, 16 },
        { "typealias integer { size = 16; } := unsigned long int; unsigned long int a; const unsigned long const int b;", 8, 32 },
        { "typealias integer { size = 32; } := void *; typealias integer { size = 64; } := void **; void *a; void **b; void * const *c;", 8, 32 + 64 + 64 },
        { "typealias integer { size = 48; } := u8 *; u8 *a; u8 b;", 8, 56 },
        { "typedef u8 one, two[2], three[3][2]; one a; two b; three c; two d[2];", 8, 8 * (1 + 2 + 6 + 4) },
        { "typedef struct { u8 a; } s; typedef enum : u8 { A } e; s a; e b;", 8, 16 },
        { "typealias u8 := byte; typealias byte := octet; octet a;", 8, 8 },
        { "typealias u8 := int; enum { A, B = 7, C = 9 ... 12, \"D e\", F = -(-3), } a; enum named { A } b; enum named c; enum also : u8 { A = 'a' } d;", 8, 32 },
        { "typealias integer { size = 5; signed = true; } := small; enum : small { A = -16 ... -1, B, C } a; integer { size = 3; } b;", 1, 8 },
        { "struct outer { struct inner { u8 a; } b; struct inner c; }; struct outer d;", 8, 16 },
        { "u8 trace; u8 stream; u8 event; u8 clock; u8 env; u8 align; u8 signed_; u8 string_;", 8, 64 },
        { "/* a /* b */ u8 a; // u8 b; */\n u8 /* in */ c /**/; /***/ u8 d; //", 8, 24 },
    };

    [Theory]
    [MemberData(nameof(Fixed))]
    public void Fields_of_fixed_size_lie_where_the_specification_puts_them(string fields, int alignment, long bits)
    {
        var payload = Payload(fields + "\n");

        Assert.Equal((alignment, bits), (payload.Alignment, payload.FixedSize));
        Assert.Equal((alignment, bits), (Payload(fields.Replace("\n", "\r\n") + "\r\n").Alignment, payload.FixedSize));
    }

    [Theory]
    [InlineData("floating_point { exp_dig = 0; mant_dig = 24; } a;", "exp_dig 0")]
    [InlineData("floating_point { exp_dig = 8; } a;", "mant_dig 0")]
    [InlineData("floating_point { exp_dig = 8; mant_dig = 9999; } a;", "mant_dig 9999")]
    [InlineData("variant <t> { u8 a; } v; enum : u8 { a } t;", "not a field before")]
    [InlineData("struct late a; struct late { u8 b; };", "'struct late' is not declared")]
    [InlineData("late a; typedef u8 late;", "'late' is not declared")]
    [InlineData("struct { struct hidden { u8 a; } b; } c; struct hidden d;", "not declared")]
    [InlineData("typedef u8 twice; typedef u8 twice;", "declared twice")]
    [InlineData("typedef variant { u8 A; } v; v a;", "variant without tag")]
    [InlineData("u8 a : 3;", "':'")]
    [InlineData("enum : floating_point { exp_dig = 8; mant_dig = 24; } { A } a;", "no integer")]
    [InlineData("enum : u8 { A = 5 ... 3 } a;", "ends before it begins")]
    [InlineData("enum { A } a;", "'int' is not declared")]
    [InlineData("struct { u8 n; } a; u8 b[a.m];", "does not exist")]
    [InlineData("struct { u8 n; u8 x[event.fields.a.m]; } a;", "not a field before")]
    [InlineData("integer { size = 8; signed = true; } n; u8 b[n];", "no unsigned integer")]
    [InlineData("integer { size = 8; byte_order = middle; } n;", "'middle'")]
    [InlineData("void *a;", "'void *' is not declared")]
    public void What_cannot_be_is_refused_with_its_reason(string fields, string reason) =>
        Assert.Contains(reason, Assert.Throws<MetadataException>(() => Payload(fields)).Message);

    [Fact]
    public void A_variant_takes_its_tag_where_it_is_named_however_it_got_its_name()
    {
        foreach (var declared in (string[])["variant v { u8 A; string B; };", "typedef variant { u8 A; string B; } v;", "typealias variant { u8 A; string B; } := v;"])
        {
            var payload = Payload(declared + " enum : u8 { A, B } t; struct { enum : u8 { B, A } t; variant v <t> inner; } s; variant v <t> outer; variant v <s.t> other;");

            var inner = (VariantClass)((StructureClass)payload.Members[1].Class).Members[1].Class;
            Assert.IsType<StringClass>(inner.Choose(0));
            Assert.IsType<IntegerClass>(((VariantClass)payload.Members[2].Class).Choose(0));
            Assert.Equal(inner.TagSlot, ((VariantClass)payload.Members[3].Class).TagSlot);
        }
    }

    [Fact]
    public void A_variant_with_its_tag_can_be_typedefed_and_used_by_its_bare_name()
    {
        var payload = Payload("typedef variant <t> { u8 A; u8 B[4]; } v; enum : u8 { A, B = 10 ... 20, A = 30 } t; v x; v y;");

        Assert.All([payload.Members[1], payload.Members[2]], member => Assert.Equal(32, ((VariantClass)member.Class).Choose(15)!.FixedSize));
        Assert.Equal(8, ((VariantClass)payload.Members[1].Class).Choose(30)!.FixedSize);
    }

    [Fact]
    public void A_path_leads_from_the_scope_into_the_structures_that_are_being_read()
    {
        using var trace = new SmallTrace(Begin + """
            event { name = e; fields := struct {
              struct { u8 n; struct { u8 m; u8 x[event.fields.a.b.m]; u8 y[a.n]; u8 z[b.m]; u8 _w[n]; } b; } a;
              u8 _n; u8 v[_n]; u8 w[a.b.m]; }; };
            """, ("stream", SmallTrace.Bytes(1, 2, new byte[2 + 1 + 2 + 1], 3, new byte[3 + 2])));

        var report = trace.Count();

        Assert.Empty(report.Faults);
        Assert.Equal(1, report.Tally.Events);
    }

    [Fact]
    public void Integers_of_every_size_are_read_at_every_bit_in_both_orders()
    {
        var random = new Random(1);
        foreach (var big in (bool[])[false, true])
        {
            for (var size = 1; size <= 64; size++)
            {
                for (var at = 0; at < 8; at++)
                {
                    var value = (ulong)random.NextInt64(long.MinValue, long.MaxValue) & (ulong.MaxValue >> (64 - size));
                    var bits = Enumerable.Range(0, 80).Select(_ => random.Next(2)).ToArray();
                    for (var i = 0; i < size; i++) bits[at + i] = (int)(value >> (big ? size - 1 - i : i)) & 1;
                    var bytes = Enumerable.Range(0, 10).Select(index => (byte)Enumerable.Range(0, 8).Sum(bit => bits[index * 8 + bit] << (big ? 7 - bit : bit))).ToArray();
                    var cursor = new Traces.Ctf.Checked.BitCursor(bytes, at, 80);
                    var signed = new Traces.Ctf.Checked.BitCursor(bytes, at, 80);

                    Assert.Equal(value, cursor.Integer(size, big, false));
                    Assert.Equal(at + size, cursor.At);
                    Assert.Equal((value >> (size - 1) & 1) == 0 ? value : value | ~(ulong.MaxValue >> (64 - size)), signed.Integer(size, big, true));
                }
            }
        }
    }

    // The id decides what is counted, so that a wrong order or place of it would show.
    [Theory]
    [InlineData("le", "native", new byte[] { 1, 0 })]
    [InlineData("be", "native", new byte[] { 0, 1 })]
    [InlineData("le", "be", new byte[] { 0, 1 })]
    [InlineData("be", "le", new byte[] { 1, 0 })]
    [InlineData("le", "network", new byte[] { 0, 1 })]
    public void A_fields_own_byte_order_comes_before_the_traces(string trace, string field, byte[] id)
    {
        using var small = new SmallTrace($$"""
            trace { byte_order = {{trace}}; major = 1; minor = 8; };
            stream { event.header := struct { integer { size = 16; byte_order = {{field}}; } id; }; };
            event { name = one; id = 1; }; event { name = other; id = 256; };
            """, ("stream", id));

        Assert.Equal("one", small.Count().Tally.Total().ByEvent.Single().Key.ToString());
    }

    [Fact]
    public void Each_stream_class_has_its_own_clock_with_frequency_and_offsets()
    {
        using var trace = new SmallTrace("""
            typealias integer { size = 8; } := u8;
            trace { major = 1; minor = 8; byte_order = le; packet.header := struct { u8 stream_id; }; };
            clock { name = "slow"; uuid = "25210548-98b9-4ab3-a9de-7d865e4ad32c"; description = "ten a second"; freq = 10; precision = 3; offset_s = 100; offset = 25; absolute = FALSE; };
            clock { name = fast; freq = 1000; offset = -2000; absolute = true; };
            stream { id = 7; event.header := struct { integer { size = 8; map = clock.slow.value; } timestamp; }; };
            stream { id = 9; event.header := struct { integer { size = 16; map = clock.fast.value; } timestamp; }; };
            event { name = a; stream_id = 7; }; event { name = b; stream_id = 9; };
            """, ("a", [7, 0, 5, 15]), ("b", [9, 0xA0, 0x0F, 0xB8, 0x0B]));

        var intervals = trace.Count(new CountOptions { Interval = IntervalLength.All[0] }).Tally.Intervals;

        // A stamp of 16 bits that steps back has wrapped: 3000 after 4000 is 68536.
        Assert.Equal(["2 b 1", "66 b 1", "102 a 1", "103 a 1", "104 a 1"], intervals.SelectMany(pair => pair.Value.ByEvent.Select(count => $"{pair.Key} {count.Key} {count.Value}")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Metadata_in_packets_of_either_byte_order_is_put_together(bool bigEndian)
    {
        const string Text = "/* CTF 1.8 */ trace { major = 1; minor = 8; byte_order = le; };\r\n event { name = \"split:here\"; fields := struct { integer { size = 8; } x; }; };";
        foreach (var cut in (int[])[1, 40, 90])
        {
            using var trace = new SmallTrace("", ("stream", [1, 2, 3]));
            File.WriteAllBytes(Path.Combine(trace.Path, "metadata"), [.. Piece(Text[..cut], 0), .. Piece(Text[cut..], 64)]);

            Assert.Equal(3, trace.Count().Tally.Events);
        }

        byte[] Piece(string text, int padding)
        {
            var bytes = new byte[37 + text.Length + padding];
            uint Order(uint value) => bigEndian ? BinaryPrimitives.ReverseEndianness(value) : value;
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, Order(0x75D11D57));
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(24), Order((uint)(37 + text.Length) * 8));
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(28), Order((uint)bytes.Length * 8));
            (bytes[35], bytes[36]) = (1, 8);
            Encoding.UTF8.GetBytes(text).CopyTo(bytes, 37);
            return bytes;
        }
    }

    [Fact]
    public void Traces_in_folders_below_are_read_as_one()
    {
        using var trace = new SmallTrace(Begin + "event { name = e; fields := struct { u8 x; }; };", ("stream", [1, 2, 3]));
        Directory.CreateDirectory(Path.Combine(trace.Path, "ust/uid/0"));
        File.WriteAllText(Path.Combine(trace.Path, "ust/uid/0/metadata"), Begin + "event { name = other; };  event { name = e; id = 1; fields := struct { u8 x; }; }; stream { event.header := struct { u8 id; }; };");
        File.WriteAllBytes(Path.Combine(trace.Path, "ust/uid/0/s"), [1, 9, 0]);

        Assert.Equal(["e 4", "other 1"], trace.Count().Tally.Total().ByEvent.Select(pair => $"{pair.Key} {pair.Value}").Order());
    }

    [Fact]
    public void Blocks_may_hold_types_attributes_and_texts_that_counting_does_not_ask_for()
    {
        using var trace = new SmallTrace("""
            typealias integer { size = 8; } := u8;;
            env { hostname = "a" "b"; version = -3; procname = word; x.y = 'c'; version = 4; };
            trace { typedef u8 byte; major = 1; minor = 8; uuid = "83685195-703b-4faa-91e1-51e411671015"; byte_order = le; packet.header := struct { byte h; }; };
            callsite { name = "e"; func = "main"; ip = 0x40096c; file = "hello.c"; line = 59; };
            stream { struct own { u8 a; }; typealias struct own := mine; event.context := mine; };
            event { name = "with \"quotes\""; id = 0; loglevel = 13; model.emf.uri = "http://example.org"; enum k : u8 { A }; context := struct { enum k c; }; fields := struct { u8 x; }; };
            """, ("stream", [0, 1, 0, 2, 1, 0, 2]));

        Assert.Equal(2, trace.Count().Tally.Events);
    }

    private static StructureClass Payload(string fields)
    {
        var text = Begin + $"clock {{ name = c; }}; event {{ name = e; fields := struct {{ {fields} }}; }};";
        return LayoutBuilder.Build(MetadataParser.Parse(Encoding.UTF8.GetBytes(text))).Streams[0].Events[0].Payload!;
    }
}
