using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.ManagedFields;

/// <summary>Brings a set that was written under an earlier schema of a custom resource in line with the schema of now: what was one value may be taken apart by now, and the reverse.</summary>
internal static class SchemaReconciliation
{
    public static FieldSet Reconcile(FieldSet set, JsonObject live, TypeSchema type) => Below(new Place(type, null), set, live);

    private static FieldSet Below(Place place, FieldSet set, JsonNode? live)
    {
        if (set.IsEmpty || place.IsDeduced)
        {
            return set;
        }

        var items = live is JsonArray list && place.CompositionOf(live) is Composition.Set or Composition.Associative ? ListIndex.Of(place, live as JsonArray) : null;
        var branches = ImmutableArray.CreateBuilder<FieldSetBranch>(set.Branches.Length);
        foreach (var branch in set.Branches)
        {
            var isField = branch.Element.Kind == PathElementKind.Field;
            var inner = isField ? place.Child(branch.Element.Name) : place.Item;
            var value = isField ? (live as JsonObject)?[branch.Element.Name] : items?.At(branch.Element) is [var item] ? item : null;
            branches.Add(Branch(inner, branch, value));
        }

        return FieldSet.Of(branches.MoveToImmutable());
    }

    private static FieldSetBranch Branch(Place place, FieldSetBranch branch, JsonNode? live)
    {
        if (place.IsDeduced)
        {
            return branch;
        }

        var isWhole = place.CompositionOf(live) == Composition.Leaf;
        if (isWhole && !branch.Below.IsEmpty)
        {
            return new FieldSetBranch(branch.Element, true, FieldSet.Empty);
        }

        return !isWhole && branch.IsMember && branch.Below.IsEmpty
            ? new FieldSetBranch(branch.Element, true, FieldExtraction.Below(place, live))
            : new FieldSetBranch(branch.Element, branch.IsMember, Below(place, branch.Below, live));
    }
}
