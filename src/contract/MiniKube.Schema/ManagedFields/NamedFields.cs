using System.Collections.Immutable;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.ManagedFields;

/// <summary>The fields of structs are in no set by themselves; for taking things out they count as being there with what is below them.</summary>
internal static class NamedFields
{
    public static FieldSet Include(FieldSet set, TypeSchema? type) => Include(set, new Place(type, null));

    private static FieldSet Include(FieldSet set, Place place)
    {
        if (set.IsEmpty)
        {
            return set;
        }

        var branches = ImmutableArray.CreateBuilder<FieldSetBranch>(set.Branches.Length);
        foreach (var branch in set.Branches)
        {
            var isField = branch.Element.Kind == PathElementKind.Field;
            var inner = isField ? place.Child(branch.Element.Name) : place.Item;
            branches.Add(new FieldSetBranch(
                branch.Element,
                branch.IsMember || (isField && place.HasField(branch.Element.Name)),
                Include(branch.Below, inner)));
        }

        return FieldSet.Of(branches.MoveToImmutable());
    }
}
