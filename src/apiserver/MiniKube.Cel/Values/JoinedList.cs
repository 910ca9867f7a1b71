namespace MiniKube.Cel.Values;

/// <summary>Two lists, one behind the other, without a copy. The depth is bounded: a deep chain is copied flat.</summary>
internal sealed class JoinedList : CelList
{
    private const int DepthMax = 16;

    private readonly CelList _first;
    private readonly CelList _second;
    private readonly int _depth;

    public JoinedList(CelList first, CelList second)
    {
        _depth = 1 + Math.Max(DepthOf(first), DepthOf(second));
        if (_depth > DepthMax)
        {
            _depth = 1;
            first = Flat(first);
            second = Flat(second);
        }

        _first = first;
        _second = second;
        Count = checked(first.Count + second.Count);
    }

    public override int Count { get; }

    public override CelValue this[int index] => index < _first.Count ? _first[index] : _second[index - _first.Count];

    private static int DepthOf(CelList list) => list is JoinedList joined ? joined._depth : 0;

    private static ArrayList Flat(CelList list)
    {
        var items = new CelValue[list.Count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = list[i];
        }

        return new ArrayList(items);
    }
}
