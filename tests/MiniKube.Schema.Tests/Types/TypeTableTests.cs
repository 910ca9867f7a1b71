using System.Collections.Immutable;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Tests.Types;

public sealed class TypeTableTests
{
    private static readonly string Source = ReadTable();

    [Fact]
    public void Every_type_of_the_table_loads()
    {
        var names = ApiCatalog.BuiltIn.TypeNames.ToList();

        names.Should().HaveCount(641).And.OnlyHaveUniqueItems();
        names.Should().OnlyContain(name => ApiCatalog.BuiltIn.Type(name).Name == name);
    }

    [Fact]
    public void Every_field_is_written_back_as_the_table_has_it()
    {
        var packages = Source.Split('\n').Where(line => line.StartsWith("package ", StringComparison.Ordinal))
            .Select(line => line.Split(' ')).ToDictionary(words => words[1], words => words[2]);
        var blocks = Source.Split("\n\n").Where(block => block.StartsWith("type ", StringComparison.Ordinal)).ToList();

        blocks.Should().HaveCount(641);
        foreach (var lines in blocks.Select(block => block.TrimEnd('\n').Split('\n')))
        {
            var shortName = lines[0]["type ".Length..];
            var dot = shortName.LastIndexOf('.');
            var type = ApiCatalog.BuiltIn.Type($"{packages[shortName[..dot]]}{shortName[dot..]}");
            var written = type.DeclaredFields.Select(field => Write(field, packages));

            written.Should().Equal(lines[1..], because: "{0} must load with every fact", shortName);
        }
    }

    [Fact]
    public void Inline_fields_stand_in_their_places()
    {
        var volume = ApiCatalog.BuiltIn.Type("io.k8s.api.core.v1.Volume");

        volume.OrderedFields[0].Name.Should().Be("name");
        volume.Fields["emptyDir"].Type.Name.Should().Be("io.k8s.api.core.v1.EmptyDirVolumeSource");
        volume.DeclaredFields.Should().HaveCount(2);
    }

    [Fact]
    public void List_and_patch_facts_are_known()
    {
        var ports = ApiCatalog.BuiltIn.Type("io.k8s.api.core.v1.Container").Fields["ports"];

        ports.ProtoNumber.Should().Be(6);
        ports.ListType.Should().Be(ListType.Map);
        ports.ListMapKeys.Should().Equal("containerPort", "protocol");
        ports.PatchStrategy.Should().Be("merge");
        ports.PatchMergeKey.Should().Be("containerPort");
        ports.Type.Element!.Fields["protocol"].DefaultJson.Should().Be("\"TCP\"");
        ports.Type.Element.Fields["protocol"].Type.Enum.Should().Equal("TCP", "UDP", "SCTP");
    }

    [Fact]
    public void A_type_may_contain_itself()
    {
        var schema = ApiCatalog.BuiltIn.Type("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps");

        schema.Fields["properties"].Type.Element.Should().BeSameAs(schema);
    }

    private static string ReadTable()
    {
        using var stream = typeof(TypeSchema).Assembly.GetManifestResourceStream("kubernetes-1.34.types")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string Write(FieldSchema field, Dictionary<string, string> packages)
    {
        var words = new List<string> { field.Name, field.ProtoNumber == 0 ? "-" : $"{field.ProtoNumber}", TypeWord(field.Type, packages) };
        var leaf = Leaf(field.Type);
        AddIf(words, field.IsRequired, "required");
        AddIf(words, field.IsInline, "inline");
        AddIf(words, field.Presence == FieldPresence.WhenSet && IsScalar(field.Type), "pointer");
        AddIf(words, field.Presence == FieldPresence.Always && field.Type.Kind == TypeKind.Object, "always");
        AddIf(words, field.ListType is not null, $"list={field.ListType.ToString()?.ToLowerInvariant()}{Keys(field.ListMapKeys)}");
        AddIf(words, field.MapType is not null, $"map={field.MapType}");
        AddIf(words, field.StructType is not null, $"struct={field.StructType}");
        AddIf(words, field.PatchStrategy is not null, $"patch={field.PatchStrategy}");
        AddIf(words, field.PatchMergeKey is not null, $"key={field.PatchMergeKey}");
        AddIf(words, field.DefaultJson is not null, $"default={field.DefaultJson}");
        AddIf(words, leaf.Enum.Length > 0, $"enum={string.Join('|', leaf.Enum)}");
        return $"  {string.Join(' ', words)}";
    }

    private static string Keys(ImmutableArray<string> keys) => keys.Length == 0 ? "" : $"({string.Join(',', keys)})";

    private static bool IsScalar(TypeSchema type) =>
        type.Kind is TypeKind.String or TypeKind.Int32 or TypeKind.Int64 or TypeKind.Double or TypeKind.Boolean;

    private static TypeSchema Leaf(TypeSchema type) => type.Element is { } element ? Leaf(element) : type;

    private static string TypeWord(TypeSchema type, Dictionary<string, string> packages) => type switch
    {
        { Kind: TypeKind.List } => $"[{TypeWord(type.Element!, packages)}]",
        { Kind: TypeKind.Map } => $"{{{TypeWord(type.Element!, packages)}}}",
        _ when type.Name.Contains('.') => packages.Select(pair => (Short: pair.Key, Full: $"{pair.Value}."))
            .Where(pair => type.Name.StartsWith(pair.Full, StringComparison.Ordinal))
            .Select(pair => $"{pair.Short}.{type.Name[pair.Full.Length..]}").Single(),
        _ => type.Name,
    };

    private static void AddIf(List<string> words, bool condition, string word)
    {
        if (condition)
        {
            words.Add(word);
        }
    }
}
