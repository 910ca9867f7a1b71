using System.Collections.Immutable;
using System.Text;

namespace MiniKube.Schema.ManagedFields;

/// <summary>A set of places in an object. A place may be in the set without what is below it, and the reverse. Immutable.</summary>
public sealed class FieldSet : IEquatable<FieldSet>
{
    private readonly ImmutableArray<FieldSetBranch> _branches;

    private FieldSet(ImmutableArray<FieldSetBranch> branches) => _branches = branches;

    public static FieldSet Empty { get; } = new([]);

    public bool IsEmpty => _branches.IsEmpty;

    /// <summary>The first steps of the paths, in order.</summary>
    public ImmutableArray<FieldSetBranch> Branches => _branches;

    /// <summary>The set of dotted paths of field names, such as <c>metadata.name</c>.</summary>
    public static FieldSet Of(params ReadOnlySpan<string> paths)
    {
        var builder = new FieldSetBuilder();
        foreach (var path in paths)
        {
            builder.Add([.. path.Split('.').Select(PathElement.Field)]);
        }

        return builder.Build();
    }

    /// <summary>The set of the one place that field names lead to.</summary>
    public static FieldSet At(ImmutableArray<string> names)
    {
        var builder = new FieldSetBuilder();
        builder.Add([.. names.Select(PathElement.Field)]);
        return builder.Build();
    }

    /// <summary>Branches in order, no two of one step, none that says nothing.</summary>
    internal static FieldSet Of(ImmutableArray<FieldSetBranch> branches) => branches.IsEmpty ? Empty : new FieldSet(branches);

    public FieldSet Union(FieldSet other) => FieldSetAlgebra.Union(this, other);

    public FieldSet Intersect(FieldSet other) => FieldSetAlgebra.Intersect(this, other);

    /// <summary>The places that are not in the other set; what is below a place of the other set stays.</summary>
    public FieldSet Except(FieldSet other) => FieldSetAlgebra.Except(this, other);

    /// <summary>The places that are neither in the other set nor below a place of it.</summary>
    public FieldSet ExceptAllBelow(FieldSet other) => FieldSetAlgebra.ExceptAllBelow(this, other);

    public bool Contains(params ReadOnlySpan<PathElement> path)
    {
        var at = this;
        for (var i = 0; i < path.Length; i++)
        {
            if (at.Find(path[i]) is not { } branch)
            {
                return false;
            }

            if (i == path.Length - 1)
            {
                return branch.IsMember;
            }

            at = branch.Below;
        }

        return false;
    }

    /// <summary>What the set says of a step and of the places below it; null when it says nothing.</summary>
    public FieldSetBranch? Find(PathElement element)
    {
        var low = 0;
        var high = _branches.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = _branches[middle].Element.CompareTo(element);
            if (order == 0)
            {
                return _branches[middle];
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }

    /// <summary>Every place, those of one object before those further below.</summary>
    public IEnumerable<ImmutableArray<PathElement>> Paths() => Paths([]);

    public bool Equals(FieldSet? other) =>
        ReferenceEquals(this, other) || (other is not null && _branches.AsSpan().SequenceEqual(other._branches.AsSpan()));

    public override bool Equals(object? obj) => Equals(obj as FieldSet);

    public override int GetHashCode() => _branches.Aggregate(17, (hash, branch) => HashCode.Combine(hash, branch.Element));

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var path in Paths())
        {
            text.AppendJoin("", path).Append('\n');
        }

        return text.ToString();
    }

    private IEnumerable<ImmutableArray<PathElement>> Paths(ImmutableArray<PathElement> prefix)
    {
        foreach (var branch in _branches)
        {
            if (branch.IsMember)
            {
                yield return prefix.Add(branch.Element);
            }
        }

        foreach (var branch in _branches)
        {
            foreach (var path in branch.Below.Paths(prefix.Add(branch.Element)))
            {
                yield return path;
            }
        }
    }
}
