using System.Collections.Immutable;

namespace MiniKube.Schema.ManagedFields;

/// <summary>Joins two sets branch by branch; what stays as it was is shared, not copied.</summary>
internal static class FieldSetAlgebra
{
    private enum Keep
    {
        Neither,
        Left,
        Both,
    }

    public static FieldSet Union(FieldSet left, FieldSet right)
    {
        if (left.IsEmpty || ReferenceEquals(left, right))
        {
            return right;
        }

        return right.IsEmpty ? left : Join(left, right, Keep.Both, static (a, b) => new(a.Element, a.IsMember || b.IsMember, Union(a.Below, b.Below)));
    }

    public static FieldSet Intersect(FieldSet left, FieldSet right)
    {
        if (left.IsEmpty || right.IsEmpty || ReferenceEquals(left, right))
        {
            return left.IsEmpty ? left : right;
        }

        return Join(left, right, Keep.Neither, static (a, b) => new(a.Element, a.IsMember && b.IsMember, Intersect(a.Below, b.Below)));
    }

    public static FieldSet Except(FieldSet left, FieldSet right)
    {
        if (left.IsEmpty || right.IsEmpty)
        {
            return left;
        }

        return Join(left, right, Keep.Left, static (a, b) => new(a.Element, a.IsMember && !b.IsMember, Except(a.Below, b.Below)));
    }

    public static FieldSet ExceptAllBelow(FieldSet left, FieldSet right)
    {
        if (left.IsEmpty || right.IsEmpty)
        {
            return left;
        }

        return Join(
            left,
            right,
            Keep.Left,
            static (a, b) => b.IsMember ? new(a.Element, false, FieldSet.Empty) : new(a.Element, a.IsMember, ExceptAllBelow(a.Below, b.Below)));
    }

    private static FieldSet Join(FieldSet left, FieldSet right, Keep keep, Func<FieldSetBranch, FieldSetBranch, FieldSetBranch> both)
    {
        var joined = ImmutableArray.CreateBuilder<FieldSetBranch>(left.Branches.Length);
        var (l, r) = (0, 0);
        while (l < left.Branches.Length || r < right.Branches.Length)
        {
            var order = l == left.Branches.Length ? 1
                : r == right.Branches.Length ? -1
                : left.Branches[l].Element.CompareTo(right.Branches[r].Element);
            var branch = order switch
            {
                < 0 => keep == Keep.Neither ? default : left.Branches[l],
                > 0 => keep == Keep.Both ? right.Branches[r] : default,
                _ => both(left.Branches[l], right.Branches[r]),
            };
            l += order <= 0 ? 1 : 0;
            r += order >= 0 ? 1 : 0;
            if (branch.IsMember || branch.Below is { IsEmpty: false })
            {
                joined.Add(branch);
            }
        }

        return FieldSet.Of(joined.DrainToImmutable());
    }
}
