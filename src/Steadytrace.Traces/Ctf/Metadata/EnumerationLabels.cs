namespace Steadytrace.Traces.Ctf.Metadata;

/// <summary>Reads the labels of an enumeration: <c>{ A, B = 3, C = 5 ... 9, "D" = -1, }</c>.</summary>
internal static class EnumerationLabels
{
    public static List<EnumerationLabel> Read(TokenReader tokens, bool signed)
    {
        tokens.Expect("{");
        var labels = new List<EnumerationLabel>();
        ulong next = 0;
        while (!tokens.TakeIf("}"))
        {
            var start = tokens.Current;
            if (start.Kind is not (TokenKind.Word or TokenKind.Text)) throw tokens.Unexpected("an enumeration's label");
            tokens.Declare();
            tokens.Take();
            ulong low = next, high = next;
            if (tokens.TakeIf("="))
            {
                low = high = Value(tokens, signed);
                if (tokens.TakeIf("...")) high = Value(tokens, signed);
                if (signed ? (long)low > (long)high : low > high) throw new MetadataException(start.Offset, $"range of label '{start.Value}' ends before it begins");
            }

            labels.Add(new EnumerationLabel(start.Value, low, high));
            next = high + 1;
            if (!tokens.TakeIf(",") && !tokens.Is("}")) throw tokens.Unexpected("',' or '}'");
        }

        if (labels.Count == 0) throw tokens.Unexpected("an enumeration's label");
        return labels;
    }

    private static ulong Value(TokenReader tokens, bool signed)
    {
        var value = Constant.Read(tokens);
        return signed ? (ulong)value.Signed("an enumeration's value") : value.Bits("an enumeration's value");
    }
}
