namespace MiniKube.Client.Tests.Fakes;

#pragma warning disable CA1064, RCS1194 // Only the fake throws and catches it.
internal sealed class FakeRefusal(int code, string reason, string message) : Exception(message)
{
    public int Code { get; } = code;

    public string Reason { get; } = reason;

    public static FakeRefusal NotFound(FakeKey key) => new(404, "NotFound", $"{key.Resource.GroupResource} \"{key.Name}\" not found");

    public static FakeRefusal Conflict(FakeKey key) => new(409, "Conflict", $"{key.Name} has been modified");
}
