namespace MiniKube.Controllers.Common;

/// <summary>Times as the API keeps them: whole seconds, UTC.</summary>
internal static class Times
{
    public static DateTime Seconds(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);

    public static DateTimeOffset From(DateTime? at) => at is { } time ? new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)) : DateTimeOffset.MinValue;
}
