namespace MiniKube.ApiServer.FlowControl.Schemas;

/// <summary>What tells the flows of a schema apart.</summary>
internal enum FlowDistinguisher
{
    /// <summary>All requests are one flow.</summary>
    None,
    ByUser,
    ByNamespace,
}
