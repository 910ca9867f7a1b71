using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Schema.ManagedFields;

namespace MiniKube.Schema.Types;

/// <summary>A field of an object: its name on the wire and everything that machinery needs to know of it. Immutable.</summary>
public sealed class FieldSchema
{
    private const string ObjectMetaName = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

    public required string Name { get; init; }

    public required TypeSchema Type { get; init; }

    /// <summary>The protobuf field number; 0 when the field has none.</summary>
    public int ProtoNumber { get; init; }

    /// <summary>True for a field that every object of the type has.</summary>
    public bool IsRequired { get; init; }

    /// <summary>True when the fields of <see cref="Type"/> stand in the declaring type; seen only in <see cref="TypeSchema.DeclaredFields"/>.</summary>
    public bool IsInline { get; init; }

    public FieldPresence Presence { get; init; }

    /// <summary>How an apply merges the list; null where upstream does not say (an apply then takes it as atomic).</summary>
    public ListType? ListType { get; init; }

    public ImmutableArray<string> ListMapKeys { get; init; } = [];

    /// <summary><c>merge</c>, <c>retainKeys</c>, <c>replace</c> or several with commas; null for none.</summary>
    public string? PatchStrategy { get; init; }

    public string? PatchMergeKey { get; init; }

    /// <summary><c>atomic</c> or <c>granular</c>; null where upstream does not say (granular).</summary>
    public string? MapType { get; init; }

    /// <summary><c>atomic</c> or <c>granular</c>; null where upstream does not say (granular).</summary>
    public string? StructType { get; init; }

    /// <summary>The static default as JSON; null for none.</summary>
    public string? DefaultJson { get; init; }

    /// <summary>The static default as a tree, only to be read; null for none.</summary>
    internal JsonNode? Default => DefaultJson is null ? null : field ??= JsonNode.Parse(DefaultJson);

    /// <summary>The place in <see cref="TypeSchema.OrderedFields"/>.</summary>
    internal int Position { get; init; }

    internal JsonEncodedText EncodedName { get; private init; }

    /// <summary>The field as a step of a path; made when it is first asked for.</summary>
    internal PathElement Step => field ??= PathElement.Field(Name);

    /// <summary>
    /// Go writes the field of every object that is there, as null or empty if need be. True only of the API's own types: what a
    /// CustomResourceDefinition requires may still be missing.
    /// </summary>
    internal bool IsAlwaysThere =>
        Presence == FieldPresence.Always || (ProtoNumber > 0 && (IsRequired || Type.Name == ObjectMetaName));

    /// <summary>The protobuf numbers of the inline types that the field stands in, the outermost first; seen in <see cref="TypeSchema.OrderedFields"/>.</summary>
    internal ImmutableArray<int> InlineNumbers { get; private init; } = [];

    /// <param name="position">See <see cref="Position"/>.</param>
    /// <param name="inlineNumbers">See <see cref="InlineNumbers"/>.</param>
    internal FieldSchema At(int position, ImmutableArray<int> inlineNumbers) => new()
    {
        Name = Name,
        Type = Type,
        ProtoNumber = ProtoNumber,
        IsRequired = IsRequired,
        IsInline = IsInline,
        Presence = Presence,
        ListType = ListType,
        ListMapKeys = ListMapKeys,
        PatchStrategy = PatchStrategy,
        PatchMergeKey = PatchMergeKey,
        MapType = MapType,
        StructType = StructType,
        DefaultJson = DefaultJson,
        Position = position,
        EncodedName = JsonEncodedText.Encode(Name),
        InlineNumbers = inlineNumbers,
    };

    public override string ToString() => $"{Name}: {Type}";
}
