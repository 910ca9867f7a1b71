using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;

namespace MiniKube.Schema.Types;

/// <summary>
/// The types of the Kubernetes API, read from the embedded table (<c>kubernetes-1.34.types</c>, which explains its own form).
/// At start only the names are indexed; a type is read when it is first used.
/// </summary>
internal sealed class TypeTable
{
    private const string ResourceName = "kubernetes-1.34.types";

    // Types whose JSON is not the object that their protobuf form is.
    private static readonly FrozenDictionary<string, TypeKind> Opaque = new Dictionary<string, TypeKind>(StringComparer.Ordinal)
    {
        ["apiextensions.v1.JSON"] = TypeKind.Raw,
        ["apiextensions.v1.JSONSchemaPropsOrArray"] = TypeKind.Raw,
        ["apiextensions.v1.JSONSchemaPropsOrBool"] = TypeKind.Raw,
        ["apiextensions.v1.JSONSchemaPropsOrStringArray"] = TypeKind.Raw,
        ["meta.v1.Time"] = TypeKind.Time,
        ["meta.v1.MicroTime"] = TypeKind.MicroTime,
        ["meta.v1.Duration"] = TypeKind.Duration,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly string _text;
    private readonly Dictionary<string, string> _packages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string FullName, Range Block)> _blocks = new(700, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TypeSchema> _types = new(StringComparer.Ordinal);

    private TypeTable(string text)
    {
        _text = text;
        Index();
    }

    /// <summary>The full names of all types, in the table's order.</summary>
    public IEnumerable<string> Names => _blocks.Values.Select(block => block.FullName);

    public static TypeTable Load()
    {
        using var stream = typeof(TypeTable).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"the resource {ResourceName} is missing from the assembly");
        using var reader = new StreamReader(stream);
        return new TypeTable(reader.ReadToEnd());
    }

    /// <summary>The type with the given full name (<c>io.k8s.api.core.v1.Pod</c>); null when there is none.</summary>
    public TypeSchema? Find(string fullName)
    {
        var dot = fullName.LastIndexOf('.');
        return dot > 0 && _packages.TryGetValue(fullName[..dot], out var package) && _blocks.ContainsKey($"{package}{fullName[dot..]}")
            ? Named($"{package}{fullName[dot..]}")
            : null;
    }

    /// <summary>The type that the table calls <c>core.v1.Pod</c>.</summary>
    public TypeSchema Named(string shortName) => _types.GetOrAdd(shortName, Create);

    private TypeSchema Create(string shortName)
    {
        if (!_blocks.TryGetValue(shortName, out var block))
        {
            throw new InvalidOperationException($"the type table names {shortName} but does not describe it");
        }

        ImmutableArray<FieldSchema> Declare() => new TypeTableParser(this).Fields(_text.AsSpan()[block.Block]);
        return Opaque.TryGetValue(shortName, out var kind)
            ? TypeSchema.Opaque(block.FullName, kind, Declare)
            : TypeSchema.ObjectOf(block.FullName, Declare, isAtomic: AtomicTypes.Contains(shortName));
    }

    private void Index()
    {
        var text = _text.AsSpan();
        var at = 0;
        var shortToFull = new Dictionary<string, string>(StringComparer.Ordinal);
        while (at < text.Length)
        {
            var end = at + text[at..].IndexOf('\n');
            var line = text[at..end];
            if (line.StartsWith("package "))
            {
                var words = line.ToString().Split(' ');
                shortToFull[words[1]] = words[2];
                _packages[words[2]] = words[1];
            }
            else if (line.StartsWith("type "))
            {
                var name = line["type ".Length..].ToString();
                var length = text[end..].IndexOf("\n\n");
                var last = length < 0 ? text.Length : end + length + 1;
                var dot = name.LastIndexOf('.');
                _blocks[name] = ($"{shortToFull[name[..dot]]}{name[dot..]}", (end + 1)..Math.Max(end + 1, last));
                end = last - 1;
            }

            at = end + 1;
        }
    }
}
