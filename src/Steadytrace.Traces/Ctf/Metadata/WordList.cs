using System.Text;

namespace Steadytrace.Traces.Ctf.Metadata;

/// <summary>Metadata repeats a few words thousands of times: one string each.</summary>
internal sealed class WordList
{
    /// <summary>Words that are remembered: made-up ones cannot take more.</summary>
    private const int Maximum = 1 << 14;

    private readonly Dictionary<ulong, string> _words = [];

    /// <summary>The word as a string.</summary>
    public string Get(ReadOnlySpan<byte> word)
    {
        // The key is a hash, so the string is compared.
        ulong key = 14695981039346656037;
        foreach (var letter in word) key = (key ^ letter) * 1099511628211;
        if (_words.TryGetValue(key, out var known) && Ascii.Equals(word, known)) return known;
        if (_words.Count == Maximum) _words.Clear();
        return _words[key] = Encoding.UTF8.GetString(word);
    }
}
