namespace MiniKube.Client.Events;

/// <summary>The values of an event's <c>type</c>.</summary>
public static class EventTypes
{
    public const string Normal = "Normal";
    public const string Warning = "Warning";
}
