namespace Steadytrace.Settings;

/// <summary>Finds the line on which each key of a HOCON text is set, which the parser does not tell.</summary>
/// <remarks>
/// It reads only as much of HOCON as places need: keys, braces, brackets, quotes, comments. Values are the parser's business. What the
/// parser would report without a place, unclosed braces and quotes, is reported here with one.
/// </remarks>
internal sealed class HoconLines
{
    private readonly string _text;
    private readonly Dictionary<string, int> _lines = [];
    private readonly Stack<(string Prefix, int Line)> _open = new();
    private int _at;
    private int _line = 1;

    private HoconLines(string text) => _text = text;

    /// <summary>Line, from 1, of the last place that sets each key.</summary>
    /// <exception cref="FormatException">A brace, bracket or quote without its partner; the message names the line.</exception>
    public static IReadOnlyDictionary<string, int> Find(string text)
    {
        var reader = new HoconLines(text);
        reader.Read();
        return reader._lines;
    }

    private void Read()
    {
        _open.Push(("", 0));
        while (SkipToToken())
        {
            if (_text[_at] == '}') Close();
            else if (_text[_at] == '{') Open(_open.Peek().Prefix);
            else ReadPair();
        }

        if (_open.Count > 1) throw new FormatException($"line {_open.Peek().Line}: '{{' is never closed");
    }

    private void Open(string prefix)
    {
        _open.Push((prefix, _line));
        _at++;
    }

    private void Close()
    {
        if (_open.Count == 1) throw new FormatException($"line {_line}: '}}' closes nothing");
        _open.Pop();
        _at++;
    }

    private void ReadPair()
    {
        var start = _at;
        var startLine = _line;
        while (_at < _text.Length && _text[_at] is not ('=' or ':' or '{' or '\n' or '}'))
        {
            if (_text[_at] == '"') SkipQuoted();
            else _at++;
        }

        var written = _text[start.._at].TrimEnd('+', ' ', '\t', '\r').Replace("\"", "", StringComparison.Ordinal);
        if (_at >= _text.Length || _text[_at] is '\n' or '}')
        {
            if (written.StartsWith("include", StringComparison.Ordinal)) return;
            throw new FormatException($"line {startLine}: a key is followed by no value");
        }

        var key = _open.Peek().Prefix.Length == 0 ? written : $"{_open.Peek().Prefix}.{written}";
        _lines[key] = startLine;
        if (_text[_at] == '{')
        {
            Open(key);
            return;
        }

        _at++;
        SkipBlanks();
        if (_at < _text.Length && _text[_at] == '{') Open(key);
        else SkipValue();
    }

    private void SkipValue()
    {
        var brackets = 0;
        var startLine = _line;
        while (_at < _text.Length)
        {
            switch (_text[_at])
            {
                case '"':
                    SkipQuoted();
                    continue;
                case '[' or '{':
                    brackets++;
                    break;
                case ']' or '}' when brackets > 0:
                    brackets--;
                    break;
                case '#':
                    SkipLine();
                    continue;
                case '/' when Next('/'):
                    SkipLine();
                    continue;
                case '\n' or ',' or '}' when brackets == 0:
                    return;
                case '\n':
                    _line++;
                    break;
            }

            _at++;
        }

        if (brackets > 0) throw new FormatException($"line {startLine}: a list or object that begins here is never closed");
    }

    private void SkipQuoted()
    {
        var startLine = _line;
        var triple = string.CompareOrdinal(_text, _at, "\"\"\"", 0, 3) == 0;
        var end = triple ? "\"\"\"" : "\"";
        for (_at += end.Length; _at < _text.Length; _at++)
        {
            if (string.CompareOrdinal(_text, _at, end, 0, end.Length) == 0)
            {
                _at += end.Length;
                return;
            }

            if (_text[_at] == '\\' && !triple) _at++;
            else if (_text[_at] == '\n' && !triple) break;
            else if (_text[_at] == '\n') _line++;
        }

        throw new FormatException($"line {startLine}: a quote is never closed");
    }

    /// <summary>Goes past blanks, line ends, commas and comments; false at the end of the text.</summary>
    private bool SkipToToken()
    {
        while (_at < _text.Length)
        {
            if (_text[_at] == '#' || (_text[_at] == '/' && Next('/')))
            {
                SkipLine();
                continue;
            }

            if (!char.IsWhiteSpace(_text[_at]) && _text[_at] is not (',' or '\uFEFF')) return true;
            if (_text[_at] == '\n') _line++;
            _at++;
        }

        return false;
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length && _text[_at] is (' ' or '\t' or '\r')) _at++;
    }

    private void SkipLine()
    {
        while (_at < _text.Length && _text[_at] != '\n') _at++;
    }

    private bool Next(char wanted) => _at + 1 < _text.Length && _text[_at + 1] == wanted;
}
