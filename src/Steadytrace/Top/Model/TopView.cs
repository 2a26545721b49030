namespace Steadytrace.Top.Model;

/// <summary>What a row stands for.</summary>
internal enum TopView
{
    Processes,
    Types,
    Events,
    Hosts,
}
