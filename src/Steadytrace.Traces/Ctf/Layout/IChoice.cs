namespace Steadytrace.Traces.Ctf.Layout;

/// <summary>A field that is not the same each time: what lies inside it may not be there when somebody asks for it later.</summary>
internal interface IChoice
{
    /// <summary>Slots of fields inside it that others ask for from outside: to be forgotten when the field begins.</summary>
    HashSet<int> InnerSlots { get; }
}
