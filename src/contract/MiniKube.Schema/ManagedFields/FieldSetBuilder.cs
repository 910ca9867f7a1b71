using System.Collections.Immutable;

namespace MiniKube.Schema.ManagedFields;

/// <summary>Collects the places of a set. Owned by one walk.</summary>
internal sealed class FieldSetBuilder
{
    private readonly Node _root = new(null);

    public bool IsEmpty => _root.Children.Count == 0;

    /// <summary>Adds a place; the path has at least one step.</summary>
    public void Add(params ReadOnlySpan<PathElement> path)
    {
        var at = _root;
        foreach (var element in path)
        {
            at = at.Child(element);
        }

        at.IsMember = true;
    }

    public FieldSet Build() => _root.Build();

    private sealed class Node(PathElement? element)
    {
        // Beyond so many a search by position costs more than a table.
        private const int UnindexedMax = 16;

        private Dictionary<PathElement, Node>? _index;

        public PathElement? Element { get; } = element;

        public bool IsMember { get; set; }

        public List<Node> Children { get; } = [];

        public Node Child(PathElement element)
        {
            // A walk adds what lies together one after the other.
            if (Children.Count > 0 && Children[^1].Element!.Equals(element))
            {
                return Children[^1];
            }

            if (Find(element) is { } there)
            {
                return there;
            }

            var made = new Node(element);
            Children.Add(made);
            _index?.Add(element, made);
            return made;
        }

        public FieldSet Build()
        {
            if (Children.Count == 0)
            {
                return FieldSet.Empty;
            }

            Children.Sort(static (left, right) => left.Element!.CompareTo(right.Element));
            var branches = ImmutableArray.CreateBuilder<FieldSetBranch>(Children.Count);
            foreach (var child in Children)
            {
                branches.Add(new FieldSetBranch(child.Element!, child.IsMember, child.Build()));
            }

            return FieldSet.Of(branches.MoveToImmutable());
        }

        private Node? Find(PathElement element)
        {
            if (Children.Count <= UnindexedMax)
            {
                return Children.Find(child => child.Element!.Equals(element));
            }

            _index ??= Children.ToDictionary(child => child.Element!);
            return _index.GetValueOrDefault(element);
        }
    }
}
