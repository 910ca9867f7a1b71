namespace MiniKube.Store;

/// <summary>The transaction is larger than the store takes. It had no effect.</summary>
public sealed class TransactionTooLargeException(long bytes, int bytesMax)
    : Exception($"the transaction has {bytes} bytes; at most {bytesMax} are allowed");
