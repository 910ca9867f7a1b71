using Google.Protobuf;

namespace MiniKube.Cri.InProcess;

/// <summary>Copies, so that neither side sees what the other does to a message later.</summary>
internal static class Messages
{
    public static T Clone<T>(T message)
        where T : class
        => message is IDeepCloneable<T> cloneable
            ? cloneable.Clone()
            : throw new NotSupportedException($"{typeof(T).Name} is not a protobuf message.");
}
