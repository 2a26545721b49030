namespace Steadytrace.Traces.Generated.Fields;

/// <summary>Makes the types of a trace, scope by scope, in the order in which they are read.</summary>
/// <remarks>Field names are never used twice in a trace, so that a path has one meaning.</remarks>
public sealed partial class TypeMaker(Chance chance, ConstructCounts counts, bool bigEndian, bool isForBabeltrace, bool isJson, int emptyStructuresPercent, int hollowElementsPercent)
{
    private const int MaximumDepth = 3;
    private static readonly string[] AliasWords = ["unsigned int", "signed char", "long long", "unsigned long long", "double", "unsigned short"];

    private readonly HashSet<string> _words = [];
    private readonly HashSet<Field> _tags = [];
    private List<Frame> _frames = [];
    private int _names;
    private int _variants;

    public LeafMaker Leaves { get; } = new(chance, counts, bigEndian, isJson);

    /// <summary>Types with an alias or a name of their own, in the order in which the metadata must declare them.</summary>
    public List<FieldType> Declared { get; } = [];

    /// <summary>Begins a scope; those after it are forgotten.</summary>
    public void Begin(FieldScope scope)
    {
        Forget(scope);
        _frames.Add(new Frame(scope, IsRoot: true));
    }

    /// <summary>Forgets a scope and those after it: another stream or event follows, which may not have it.</summary>
    public void Forget(FieldScope scope) => _frames.RemoveAll(frame => frame.Scope >= scope);

    /// <summary>Ends the scope begun last; its fields stay in sight of those after it.</summary>
    public StructureType End(int minimumAlignment = 1) => new() { Fields = [.. _frames[^1].Fields], MinimumAlignment = minimumAlignment };

    /// <summary>Adds a field of a given name.</summary>
    public Field Add(Field field)
    {
        _frames[^1].Fields.Add(field);
        return field;
    }

    /// <summary>Adds so many random fields, and those that they need as lengths and tags.</summary>
    public void AddRandom(int fields, int depth = 0)
    {
        for (var i = 0; i < fields; i++)
        {
            if (!Leaves.IsBytewise && chance.Percent(4))
            {
                var (first, second) = Leaves.OtherOrder();
                AddNew(first);
                AddNew(second);
            }
            else
            {
                AddNew(Any(depth));
            }
        }
    }

    /// <summary>A name that no other field has.</summary>
    public string NewName()
    {
        var underscore = !isForBabeltrace && chance.Percent(10);
        counts.NoteIf(underscore, Construct.LeadingUnderscore);
        return $"{(underscore ? "_" : "")}f{_names++}";
    }

    /// <summary>A sequence whose length stands right before it.</summary>
    public SequenceType SequenceOf(FieldType element, Func<ulong> length)
    {
        var field = Add(new Field(NewName(), Leaves.Integer(signed: false, size: 16)) { Value = length, IsLength = true });
        return new SequenceType { Element = element, Length = field, Path = field.Name };
    }

    private Field AddNew(FieldType type)
    {
        var frame = _frames[^1];
        var field = Add(new Field(NewName(), type));
        if (IsOffered(type)) frame.Offers.Add((field, field.Name));
        if (type is StructureType { Name: null, Alias: null } structure) Lift(structure, field.Name, frame);
        return field;
    }

    private static bool IsOffered(FieldType type) => type is IntegerType { Signed: false } or EnumerationType or VariableIntegerType or BitsType { Kind: BitsKind.Boolean };

    // What a structure's own fields offer can be reached through its name.
    private static void Lift(StructureType structure, string path, Frame frame)
    {
        foreach (var field in structure.Fields)
        {
            if (IsOffered(field.Type)) frame.Offers.Add((field, $"{path}.{field.Name}"));
            if (field.Type is StructureType { Name: null, Alias: null } nested) Lift(nested, $"{path}.{field.Name}", frame);
        }
    }

    private FieldType Any(int depth)
    {
        if (Declared.Count > 0 && chance.Percent(15) && chance.OneOf(Declared) is var known and not VariantType) return known;
        if (isJson && chance.Percent(30)) return OfJson(depth);
        var type = depth >= MaximumDepth ? Leaves.Leaf() : chance.Below(20) switch
        {
            < 9 => Leaf(),
            < 11 => Array(depth),
            < 14 => Sequence(depth),
            < 17 => Structure(depth),
            _ => Variant(depth),
        };
        return type;
    }

    private FieldType Leaf()
    {
        if (!chance.Percent(20)) return Leaves.Leaf();
        FieldType type = chance.Percent(30) ? Leaves.Enumeration(chance.Percent(70) ? $"e{_names++}" : null) : Leaves.Leaf();
        return Declare(type, type is EnumerationType { Name: not null });
    }

    private T Declare<T>(T type, bool hasName)
        where T : FieldType
    {
        if (!hasName)
        {
            var word = chance.OneOf(AliasWords);
            var several = chance.Percent(25) && _words.Add(word);
            counts.NoteIf(several, Construct.TypealiasOfSeveralWords);
            type.Alias = several ? word : $"t{_names++}";
        }

        Declared.Add(type);
        return type;
    }

    private ArrayType Array(int depth)
    {
        var element = Element(depth);
        counts.Note(Construct.Array);
        counts.NoteIf(element is ArrayType, Construct.ArrayOfArrays);
        counts.NoteIf(element is StructureType, Construct.ArrayOfStructures);
        counts.NoteIf(element is StringType, Construct.ArrayOfStrings);
        return new ArrayType { Element = element, Length = chance.Percent(10) ? 0 : chance.Between(1, 4), MinimumAlignment = ArrayAlignment() };
    }

    private FieldType Element(int depth) => chance.Below(10) switch
    {
        < 5 => Leaves.Leaf(),
        5 => Leaves.String(),
        6 when depth < MaximumDepth - 1 => Array(depth + 1),
        _ => Structure(depth + 1),
    };

    private SequenceType Sequence(int depth)
    {
        var (field, path, location) = Length();
        var isHollow = hollowElementsPercent > 0 && depth < MaximumDepth && chance.Percent(hollowElementsPercent);
        var element = isHollow ? HollowStructure() : Element(depth);
        counts.Note(Construct.Sequence);
        counts.NoteIf(element is StructureType, Construct.SequenceOfStructures);
        counts.NoteIf(element is StringType, Construct.SequenceOfStrings);
        return new SequenceType { Element = element, Length = field, Path = path, Location = location, MinimumAlignment = ArrayAlignment() };
    }

    private (Field Field, string Path, FieldLocation Location) Length()
    {
        var length = Offer(offer => offer is { Type: IntegerType { Signed: false } or VariableIntegerType { Signed: false }, Chooses.Count: 0, Value: null }, isTag: false)
            ?? NewOffer(isJson && chance.Percent(20) ? Variable(signed: false) : Leaves.Integer(signed: false), isTag: false);
        length.Field.IsLength = true;
        return length;
    }

    private StructureType Structure(int depth)
    {
        // A structure with a name or an alias may be used in several places: it asks nothing of the fields around it.
        var kind = chance.Below(10);
        var outer = _frames;
        if (kind < 3) _frames = [];
        _frames.Add(new Frame(outer.Count == 0 ? FieldScope.Payload : outer[^1].Scope, IsRoot: false));
        var frame = _frames[^1];
        var isEmpty = chance.Percent(emptyStructuresPercent);
        if (!isEmpty) AddRandom(chance.Between(1, 3), depth + 1);
        _frames.RemoveAt(_frames.Count - 1);
        _frames = outer;
        var alignment = chance.Percent(20) ? 8 << chance.Below(4) : 1;
        counts.Note(Construct.Structure);
        counts.NoteIf(isEmpty, Construct.StructureEmpty);
        counts.NoteIf(alignment > 1, Construct.StructureAlignment);
        counts.NoteIf(kind < 2, Construct.NamedStructure);
        counts.NoteIf(kind == 2, Construct.TypealiasOfStructure);
        var structure = new StructureType { Fields = [.. frame.Fields], MinimumAlignment = alignment, Name = kind < 2 ? $"s{_names++}" : null };
        return kind < 3 ? Declare(structure, kind < 2) : structure;
    }

    // Nothing but a sequence: most often its length stands outside.
    private StructureType HollowStructure()
    {
        var frame = new Frame(_frames[^1].Scope, IsRoot: false);
        _frames.Add(frame);
        AddNew(Sequence(MaximumDepth));
        _frames.RemoveAt(_frames.Count - 1);
        counts.Note(Construct.Structure);
        return new StructureType { Fields = [.. frame.Fields] };
    }

    private VariantType Variant(int depth)
    {
        var offer = Offer(offer => offer is { Type: EnumerationType { Labels: var labels }, IsLength: false, Value: null } && !_tags.Contains(offer) && labels.Any(label => !label.IsQuoted), isTag: true);
        var (tag, path, location) = offer ?? NewOffer(TagType(), isTag: true);

        // Taken before the options are made: a variant inside one of them might have no label in common with this one.
        _tags.Add(tag);
        var names = ((EnumerationType)tag.Type).Labels.Where(label => !label.IsQuoted).Select(label => label.Name).Distinct().ToList();
        while (names.Count > 1 && chance.Percent(20)) names.RemoveAt(chance.Below(names.Count));
        var isNamed = chance.Percent(20);
        var outer = _frames;
        if (isNamed) _frames = [new Frame(outer.Count == 0 ? FieldScope.Payload : outer[^1].Scope, IsRoot: false)];
        counts.NoteIf(_variants++ > 0, Construct.VariantInVariant);
        var options = names.Select(name => new Field(name, Option(depth))).ToList();
        _variants--;
        _frames = outer;
        counts.Note(Construct.Variant);
        counts.NoteIf(isNamed, Construct.NamedVariant);
        counts.NoteIf(options.Exists(option => option.Type is StructureType), Construct.VariantOfStructures);
        counts.NoteIf(((EnumerationType)tag.Type).Container.Signed, Construct.VariantSignedTag);
        var variant = new VariantType { Tag = tag, Path = path, Location = location, Options = options, Name = isNamed ? $"v{_names++}" : null };
        tag.Chooses.Add(variant);
        if (isNamed) Declared.Add(variant);
        return variant;
    }

    // A sequence or variant as an option would put its length or tag beside the options.
    private FieldType Option(int depth) => isJson && chance.Percent(20) ? JsonLeaf() : chance.Percent(50) || depth >= MaximumDepth ? Leaves.Leaf() : Structure(depth + 1);

    private EnumerationType TagType()
    {
        while (true)
        {
            var type = Leaves.Enumeration();
            if (type.Labels.Any(label => !label.IsQuoted)) return type;
        }
    }

    private (Field Field, string Path, FieldLocation Location) NewOffer(FieldType type, bool isTag)
    {
        var field = AddNew(type);
        return Told(_frames[^1], field, field.Name, isTag);
    }

    private (Field Field, string Path, FieldLocation Location)? Offer(Func<Field, bool> suits, bool isTag)
    {
        if (_frames.Count == 0 || !chance.Percent(60)) return null;
        var own = _frames[^1].Scope;
        var offers = _frames.SelectMany(frame => frame.Offers.Where(offer => suits(offer.Field)).Select(offer => (Frame: frame, offer.Field, offer.Path)))
            .Where(offer => !isForBabeltrace || !isTag || (offer.Frame.Scope == own && !offer.Path.Contains('.'))).ToList();
        if (offers.Count == 0) return null;
        var (frame, field, path) = chance.OneOf(offers);
        return Told(frame, field, path, isTag);
    }

    private (Field Field, string Path, FieldLocation Location) Told(Frame frame, Field field, string path, bool isTag)
    {
        var isOther = frame.Scope != _frames[^1].Scope;
        var isAbsolute = frame.IsRoot && (isForBabeltrace ? !isTag && (isOther || chance.Percent(20)) : chance.Percent(isOther ? 60 : 20));
        counts.Note((isTag ? Construct.TagInPacketHeader : Construct.LengthInPacketHeader) + (int)frame.Scope);
        counts.NoteIf(isAbsolute, Construct.PathAbsolute);
        counts.NoteIf(isOther, Construct.PathAcrossScopes);
        counts.NoteIf(path.Contains('.'), Construct.PathIntoStructure);
        counts.NoteIf(!isOther && frame != _frames[^1], Construct.PathOutOfStructure);
        return (field, isAbsolute ? $"{frame.ScopeName}.{path}" : path, LocationOf(frame, path, isOther || isAbsolute));
    }
}
