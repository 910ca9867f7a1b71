using System.Runtime.InteropServices;

namespace MiniKube.Schema.ManagedFields;

/// <summary>Collects the places of a set. Owned by one walk.</summary>
internal sealed class FieldSetBuilder
{
    private readonly Node _root = new(null);

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

        // Most nodes are leaves.
        private List<Node>? _children;

        public PathElement? Element { get; } = element;

        public bool IsMember { get; set; }

        public Node Child(PathElement element)
        {
            _children ??= [];

            // A walk adds what lies together one after the other.
            if (_children.Count > 0 && _children[^1].Element!.Equals(element))
            {
                return _children[^1];
            }

            if (Find(_children, element) is { } there)
            {
                return there;
            }

            var made = new Node(element);
            _children.Add(made);
            _index?.Add(element, made);
            return made;
        }

        public FieldSet Build()
        {
            if (_children is null)
            {
                return FieldSet.Empty;
            }

            _children.Sort(static (left, right) => left.Element!.CompareTo(right.Element));
            var branches = new FieldSetBranch[_children.Count];
            for (var i = 0; i < branches.Length; i++)
            {
                branches[i] = new FieldSetBranch(_children[i].Element!, _children[i].IsMember, _children[i].Build());
            }

            return FieldSet.Of(ImmutableCollectionsMarshal.AsImmutableArray(branches));
        }

        private Node? Find(List<Node> children, PathElement element)
        {
            if (children.Count > UnindexedMax)
            {
                _index ??= children.ToDictionary(child => child.Element!);
                return _index.GetValueOrDefault(element);
            }

            foreach (var child in children)
            {
                if (child.Element!.Equals(element))
                {
                    return child;
                }
            }

            return null;
        }
    }
}
