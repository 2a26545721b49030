using Steadytrace.Traces.Ctf.Layout;

namespace Steadytrace.Traces.Ctf.JsonMetadata;

/// <summary>Looks for fields of a role, however deep they lie.</summary>
internal static class RoleSearch
{
    public static bool Finds(FieldClass field, FieldRole role) => FieldsOf(field, role, FieldRole.None).Any();

    /// <summary>Bits of the smallest field of a role: where its value wraps; 0 when there is none, 64 for fields of variable length.</summary>
    public static int BitsOf(FieldClass field, FieldRole role) => FieldsOf(field, role, FieldRole.None).Select(found => found is IntegerClass integer ? integer.Size : 64).DefaultIfEmpty(0).Min();

    private static IEnumerable<FieldClass> FieldsOf(FieldClass field, FieldRole role, FieldRole own) => field switch
    {
        StructureClass structure => structure.Members.SelectMany(member => FieldsOf(member.Class, role, member.Role)),
        VariantClass variant => variant.Options.SelectMany(option => FieldsOf(option.Class, role, own)),
        OptionalClass optional => FieldsOf(optional.Field, role, own),
        ArrayClass array => FieldsOf(array.Element, role, own),
        SequenceClass sequence => FieldsOf(sequence.Element, role, own),
        NumberClass number when own == role || number.OwnRoles.Contains(role) => [number],
        _ => [],
    };
}
