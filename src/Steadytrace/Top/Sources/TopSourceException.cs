namespace Steadytrace.Top.Sources;

/// <summary>A source of counts does not answer.</summary>
/// <param name="message">One line for a person.</param>
/// <param name="inner">The cause.</param>
/// <param name="isOver">It never will again.</param>
internal sealed class TopSourceException(string message, Exception? inner = null, bool isOver = false) : Exception(message, inner)
{
    public bool IsOver => isOver;
}
