namespace MiniKube.Mvcc.Trees;

/// <summary>Edits of small arrays that leave the original alone.</summary>
internal static class Slots
{
    public static T[] Replace<T>(T[] slots, int position, T value)
    {
        var copy = slots.AsSpan().ToArray();
        copy[position] = value;
        return copy;
    }

    public static T[] Insert<T>(T[] slots, int position, T value)
    {
        var copy = new T[slots.Length + 1];
        slots.AsSpan(0, position).CopyTo(copy);
        copy[position] = value;
        slots.AsSpan(position).CopyTo(copy.AsSpan(position + 1));
        return copy;
    }

    public static T[] Remove<T>(T[] slots, int position)
    {
        var copy = new T[slots.Length - 1];
        slots.AsSpan(0, position).CopyTo(copy);
        slots.AsSpan(position + 1).CopyTo(copy.AsSpan(position));
        return copy;
    }
}
