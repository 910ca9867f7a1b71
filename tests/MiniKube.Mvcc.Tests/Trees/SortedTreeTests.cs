using CsCheck;
using MiniKube.Mvcc.Trees;

namespace MiniKube.Mvcc.Tests.Trees;

public sealed class SortedTreeTests
{
    [Fact]
    public void Random_edits_keep_order_counts_and_widths() =>
        Gen.Int[0, 3000].Array[1, 6000].Sample(
            edits =>
            {
                var tree = SortedTree.Empty;
                var expected = new SortedSet<string>(StringComparer.Ordinal);
                foreach (var edit in edits)
                {
                    // Grows at first, shrinks in the end.
                    var item = Item(edit / 2);
                    if (edit % 2 == 0 || expected.Count < 200)
                    {
                        tree = tree.Put(item, out var previous);
                        expected.Add(item.Key.ToString()).Should().Be(previous is null);
                    }
                    else
                    {
                        tree = tree.Remove(item.Key.Bytes.Span, out var removed);
                        expected.Remove(item.Key.ToString()).Should().Be(removed is not null);
                    }
                }

                Check(tree, expected);
            },
            iter: 100);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_tree_that_is_emptied_from_one_end_stays_balanced(bool fromFront)
    {
        var keys = new SortedSet<string>(Enumerable.Range(0, 3000).Select(key => Item(key).Key.ToString()), StringComparer.Ordinal);
        var tree = keys.Aggregate(SortedTree.Empty, (tree, key) => tree.Put(Item(key), out _));
        while (keys.Count > 0)
        {
            var key = fromFront ? keys.Min! : keys.Max!;
            keys.Remove(key);
            tree = tree.Remove(Key.From(key).Bytes.Span, out var removed);

            removed!.Key.ToString().Should().Be(key);
            if (keys.Count % 97 == 0)
            {
                Check(tree, keys);
            }
        }

        tree.Root.Should().BeOfType<Leaf>();
    }

    [Fact]
    public void A_built_tree_is_like_one_that_grew()
    {
        foreach (var count in (int[])[0, 1, 32, 33, 768, 1000, 1025, 24_577, 40_000])
        {
            var items = Enumerable.Range(0, count).Select(Item).ToArray();

            var tree = SortedTree.Build(items);

            Check(tree, new SortedSet<string>(items.Select(item => item.Key.ToString()), StringComparer.Ordinal));
            if (count > 0)
            {
                ReferenceEquals(tree.Find(items[count / 2].Key.Bytes.Span), items[count / 2]).Should().BeTrue();
            }

            Check(
                tree.Put(Item("zzz"), out _),
                new SortedSet<string>(items.Select(item => item.Key.ToString()).Append("zzz"), StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Positions_count_what_lies_in_a_range() =>
        Gen.Select(Gen.Int[0, 500].Array[0, 400], Gen.Int[0, 500], Gen.Int[0, 500]).Sample((keys, start, end) =>
        {
            var tree = keys.Aggregate(SortedTree.Empty, (tree, key) => tree.Put(Item(key), out _));
            var range = new KeyRange(Item(start).Key, Item(end).Key);

            var (first, last) = tree.Positions(range);

            (last - first).Should().Be(keys.Distinct().Count(key => key >= start && key < end));
            tree.Slice(first, last - first).All(item => range.Contains(item.Key)).Should().BeTrue();
        });

    private static KeyValue Item(int key) => Item($"{key:d6}");

    private static KeyValue Item(string key) => new(Key.From(key), default, new Revision(1), new Revision(1), 1);

    private static void Check(SortedTree tree, SortedSet<string> expected)
    {
        tree.Count.Should().Be(expected.Count);
        tree.Slice(0, tree.Count).Select(item => item.Key.ToString()).Should().Equal(expected);
        var heights = new HashSet<int>();
        CheckNode(tree.Root, isRoot: true, default, default, 0, heights);
        heights.Should().ContainSingle("all leaves are at one height");
    }

    private static void CheckNode(Node node, bool isRoot, Key start, Key end, int height, HashSet<int> heights)
    {
        node.Width.Should().BeLessThanOrEqualTo(Node.WidthMax);
        if (!isRoot)
        {
            node.Width.Should().BeGreaterThanOrEqualTo(Node.WidthMin);
        }

        if (node is not Branch branch)
        {
            heights.Add(height);
            var items = new KeyValue[node.Count];
            node.CopyTo(0, items);
            items.All(item => new KeyRange(start, end).Contains(item.Key)).Should().BeTrue();
            return;
        }

        branch.Width.Should().BeGreaterThan(1);
        branch.Children.ToArray().Sum(child => child.Count).Should().Be(node.Count);
        for (var child = 0; child < branch.Width; child++)
        {
            var childStart = child == 0 ? start : branch.Separators[child - 1];
            var childEnd = child == branch.Width - 1 ? end : branch.Separators[child];
            CheckNode(branch.Children[child], isRoot: false, childStart, childEnd, height + 1, heights);
        }
    }
}
