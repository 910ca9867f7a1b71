using Google.Protobuf;
using Grpc.Core;

namespace MiniKube.Kubelet.Actuation;

/// <summary>The one call of the standard gRPC health service, whose messages are a string and a number.</summary>
internal static class GrpcHealth
{
    private const int Serving = 1;

    private static readonly Method<string, byte[]> Check = new(
        MethodType.Unary,
        "grpc.health.v1.Health",
        "Check",
        Marshallers.Create(WriteRequest, static _ => ""),
        Marshallers.Create(static bytes => bytes, static bytes => bytes));

    public static async Task<bool> CheckAsync(CallInvoker invoker, string service, CancellationToken cancellationToken)
    {
        using var call = invoker.AsyncUnaryCall(Check, null, new CallOptions(cancellationToken: cancellationToken), service);
        return ReadStatus(await call.ResponseAsync) == Serving;
    }

    // HealthCheckRequest: string service = 1.
    private static byte[] WriteRequest(string service)
    {
        using var buffer = new MemoryStream();
        using var output = new CodedOutputStream(buffer);
        if (service.Length > 0)
        {
            output.WriteTag(1, WireFormat.WireType.LengthDelimited);
            output.WriteString(service);
        }

        output.Flush();
        return buffer.ToArray();
    }

    // HealthCheckResponse: ServingStatus status = 1.
    private static int ReadStatus(byte[] bytes)
    {
        using var input = new CodedInputStream(bytes);
        var status = 0;
        while (input.ReadTag() is not 0 and var tag)
        {
            if (WireFormat.GetTagFieldNumber(tag) == 1)
            {
                status = input.ReadEnum();
            }
            else
            {
                input.SkipLastField();
            }
        }

        return status;
    }
}
