namespace MiniKube.Cel.Values;

/// <summary>A list that a program made.</summary>
public sealed class ArrayList(IReadOnlyList<CelValue> items) : CelList
{
    public static ArrayList Empty { get; } = new([]);

    public override int Count => items.Count;

    public override CelValue this[int index] => items[index];
}
