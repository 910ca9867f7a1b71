using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>Answers with one stored object.</summary>
internal static class ObjectResponse
{
    public static async Task WriteAsync(EndpointRequest request, ObjectFormat format, int code, StoredObject stored, RegistryRequest? write = null)
    {
        foreach (var warning in write?.Warnings ?? [])
        {
            WarningHeader.Add(request.Http, warning);
        }

        if (write is { IsDryRun: false })
        {
            await request.Resource.Strategy.SettleAsync(stored.Revision, request.Cancellation);
        }

        stored = await request.Resource.ReadyAsync(stored, request.Cancellation);
        var body = ResponseBody.Begin(request.Http, code, stored.Value.Length, format.Encoding);
        format.WriteObject(stored, body.Writer);
        await body.CompleteAsync(request.Cancellation);
    }
}
