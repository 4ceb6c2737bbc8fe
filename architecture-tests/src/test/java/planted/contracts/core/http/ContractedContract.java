package planted.contracts.core.http;

public interface ContractedContract {}
