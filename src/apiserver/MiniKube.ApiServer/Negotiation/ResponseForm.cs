namespace MiniKube.ApiServer.Negotiation;

/// <summary>In which form a client wants objects.</summary>
internal enum ResponseForm
{
    Object,
    Table,
    Metadata,
}
