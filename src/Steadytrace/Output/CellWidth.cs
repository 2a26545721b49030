using System.Runtime.CompilerServices;
using System.Text;
using Spectre.Console;

namespace Steadytrace.Output;

/// <summary>Columns that text takes on a terminal.</summary>
internal static class CellWidth
{
    /// <summary>One for most characters, two for a Chinese one, none for an accent that is set on another.</summary>
    public static int Of(string text) => Ascii.IsValid(text) ? text.Length : OfAny(text);

    // Inlined, it would have the terminal's library loaded for plain text too.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int OfAny(string text) => text.GetCellWidth();
}
