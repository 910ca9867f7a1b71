using MiniKube.Schema.Resources;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.OpenApi;

/// <summary>Every definition that a document needs: the types of its resources and all that these refer to, by name.</summary>
internal sealed class DefinitionSet
{
    private readonly SortedDictionary<string, TypeSchema?> _definitions = new(StringComparer.Ordinal);

    public DefinitionSet(IEnumerable<ResourceDefinition> resources, ApiCatalog catalog)
    {
        Add(null, catalog.Type(WellKnownTypes.Status));
        Add(null, catalog.Type(WellKnownTypes.DeleteOptions));
        _definitions[WellKnownTypes.Patch] = null;
        foreach (var kind in KindIndex.KindsOf(resources))
        {
            if (catalog.FindType(kind) is { } type)
            {
                Add(null, type);
                if (type.Source is not null)
                {
                    Add(null, catalog.Type(WellKnownTypes.ObjectMeta));
                }
            }
        }
    }

    /// <summary>By name; the type is null for one that has no schema.</summary>
    public IEnumerable<(string Name, TypeSchema? Type)> All => _definitions.Select(definition => (definition.Key, definition.Value));

    private void Add(FieldSchema? field, TypeSchema type)
    {
        if (type.Element is { } element)
        {
            Add(field, element);
        }

        if (WellKnownTypes.ReferenceName(field, type) is not { } name || !_definitions.TryAdd(name, type) || type.Kind != TypeKind.Object || type.Source is not null)
        {
            return;
        }

        foreach (var inner in type.OrderedFields)
        {
            Add(inner, inner.Type);
        }
    }
}
