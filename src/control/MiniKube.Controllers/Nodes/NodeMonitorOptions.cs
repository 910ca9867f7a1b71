namespace MiniKube.Controllers.Nodes;

/// <summary>How nodes are watched over.</summary>
internal sealed record NodeMonitorOptions
{
    public static NodeMonitorOptions Default { get; } = new();

    /// <summary>Between two looks at a node.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A node that has said nothing in so many looks is silent: 50 seconds by default, as upstream.</summary>
    public int LooksMax { get; init; } = 10;
}
