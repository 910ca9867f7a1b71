using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Registry;

/// <summary>Says when a write has taken effect on what the server keeps in memory.</summary>
internal interface ISettledWrites
{
    ValueTask WaitForAsync(Revision written, CancellationToken cancellationToken);
}
