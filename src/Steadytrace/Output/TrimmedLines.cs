using System.Text;

namespace Steadytrace.Output;

/// <summary>Writes lines without the blanks at their ends, with which tables are filled up.</summary>
internal sealed class TrimmedLines(TextWriter output) : TextWriter
{
    private int _blanks;

    public override Encoding Encoding => output.Encoding;

    public override void Write(char value)
    {
        if (value == ' ')
        {
            _blanks++;
            return;
        }

        if (value is '\n' or '\r') _blanks = 0;
        for (; _blanks > 0; _blanks--) output.Write(' ');
        output.Write(value);
    }

    public override void Write(string? value)
    {
        foreach (var character in value ?? "") Write(character);
    }

    public override void Flush() => output.Flush();
}
